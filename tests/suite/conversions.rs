//! Setters and constructors of requests take what a caller has, without annotations of types.

use authscan::model::{
    AgentId, Collection, DefinitionId, Field, Host, LinuxAuthParams, MachineId, ScanAgent, ScanDefinition,
    ScanDefinitionCreate, ScanDefinitionIds, ScanDefinitionUpdate, ScannerReference, Secret, SessionIds,
    SnmpAuthParams, Str, TargetType, Targets, endpoints,
};
use authscan::serde::{Deserialize, Serialize};

fn written(value: &impl Serialize) -> String {
    authscan::to_string(value).unwrap()
}

fn agent() -> ScanAgent {
    authscan::parse(br#"{"id": "o_m", "machineId": "m"}"#).unwrap()
}

#[test]
fn a_scanner_is_taken_in_every_form() {
    let expected = ScannerReference::machine("m");
    let (agent, machine) = (agent(), MachineId::new("m"));
    let borrowed: ScanAgent<Str<'_>> = authscan::parse(br#"{"id": "o_m", "machineId": "m"}"#).unwrap();
    let definition: ScanDefinition = authscan::parse(br#"{"id": "d", "scannerAgent": {"machineId": "m"}}"#).unwrap();
    let scanner = definition.scanner_agent.get().unwrap();
    let update = ScanDefinitionUpdate::new;
    for update in [
        update().scanner_agent(&agent),
        update().scanner_agent(agent.clone()),
        update().scanner_agent(&borrowed),
        update().scanner_agent(scanner),
        update().scanner_agent(scanner.clone()),
        update().scanner_agent(&machine),
        update().scanner_agent(machine.clone()),
        update().scanner_agent(expected.clone()),
        update().scanner_agent(Some(expected.clone())),
        update().scanner_agent(Field::Value(expected.clone())),
    ] {
        assert_eq!(update.scanner_agent.get(), Some(&expected));
    }
    assert!(update().scanner_agent(None).is_empty());
    let create = |scanner: ScannerReference| {
        ScanDefinitionCreate::network("Core", Targets::ips(["10.0.0.1"]), 4, scanner, SnmpAuthParams::community("c"))
    };
    let by_reference = create((&machine).into());
    assert_eq!(by_reference, create(agent.into()));
    assert_eq!(by_reference, create(borrowed.machine_id.get().unwrap().into()));
    let targets = Targets::ips(["10.0.0.1"]);
    let create = ScanDefinitionCreate::network("Core", targets, 4, &machine, SnmpAuthParams::community("c"));
    assert_eq!(by_reference, create);
    // `map` takes the conversion by its path.
    let all: Vec<ScannerReference> = [machine].iter().map(ScannerReference::from).collect();
    assert_eq!(all, [expected]);
}

#[test]
fn targets_are_set_with_their_type() {
    let update = ScanDefinitionUpdate::new().target_type("Ip").targets(Targets::hostnames(["host-1", "host-2"]));
    assert_eq!(update, ScanDefinitionUpdate::new().target("host-1,host-2").target_type(TargetType::Hostname));
}

#[test]
fn texts_are_taken_by_reference() {
    let text = "text".to_owned();
    for update in [
        ScanDefinitionUpdate::new().scan_name(&text).target(&text),
        ScanDefinitionUpdate::new().scan_name(text.as_str()).target("text"),
        ScanDefinitionUpdate::new().scan_name(text.clone()).target(Some(text.clone())),
        ScanDefinitionUpdate::new().scan_name(&*text).target(Field::from(&text)),
    ] {
        assert_eq!(written(&update), r#"{"scanName":"text","target":"text"}"#);
        assert!(update.scan_name(None).target(None::<String>).is_empty());
    }
    let community = SnmpAuthParams::community(&text);
    assert_eq!(community, SnmpAuthParams::community(text.as_str()));
    assert_eq!(community, SnmpAuthParams::community(Secret::from(&text)));
    assert_eq!(LinuxAuthParams::password(&text, &text), LinuxAuthParams::password("text", "text"));
    let mut params = SnmpAuthParams::new();
    params.community_string = (&text).into();
    assert_eq!(params.community_string, "text".into());
}

#[test]
fn ids_are_taken_by_reference() {
    let text = "d".to_owned();
    let id = DefinitionId::from(&text);
    assert_eq!((id.clone(), AgentId::from(&text).as_str()), (DefinitionId::new(&text), "d"));
    let expected = ScanDefinitionIds::new(["d"]);
    let texts = vec![text.clone()];
    for ids in [
        ScanDefinitionIds::new(&texts),
        ScanDefinitionIds::new(texts.iter().map(|id| id.as_str())),
        ScanDefinitionIds::new([&text]),
        ScanDefinitionIds::new([&id]),
        ScanDefinitionIds::new(Some(&id)),
        texts.iter().collect(),
        ScanDefinitionIds::new(texts),
        ScanDefinitionIds::new([id.clone()]),
    ] {
        assert_eq!(ids, expected);
    }
    let reference = ScannerReference::machine(&text).id(&text).machine_name(&text);
    assert_eq!(written(&reference), r#"{"machineId":"d","machineName":"d","id":"d"}"#);
    let (machine, agent) = (MachineId::new("d"), AgentId::new("d"));
    assert_eq!(reference.clone().machine_id(&machine).id(&agent), reference.machine_id(machine).id(agent));
    assert_eq!(SessionIds::new([&text]), [text].iter().collect());

    let definitions: Collection<ScanDefinition> = authscan::parse(br#"{"value": [{"id": "d"}, {}]}"#).unwrap();
    assert_eq!(ScanDefinitionIds::new(definitions.iter().filter_map(|definition| definition.id.get())), expected);
    let request = endpoints::DELETE_DEFINITIONS.request(&Host::EU, &expected);
    assert_eq!(request.body(), Some(written(&expected).as_bytes()));
}

/// A generic caller needs no dependency on serde.
#[test]
fn bounds_are_named_by_the_reexported_traits() {
    fn copy<T: Serialize + authscan::serde::de::DeserializeOwned>(value: &T) -> T {
        authscan::parse(&authscan::to_vec(value).unwrap()).unwrap()
    }
    fn borrow<'de, T: Deserialize<'de>>(text: &'de str) -> T {
        authscan::parse(text.as_bytes()).unwrap()
    }
    let update = ScanDefinitionUpdate::new().scan_name("a");
    assert_eq!(copy(&update), update);
    assert_eq!(borrow::<&str>(r#""a""#), "a");
}
