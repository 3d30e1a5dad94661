//! The payload's type in plain serde: every string is a string, and unknown members are dropped.
//!
//! `S` is `String`, or `authscan::model::Str`, which borrows with any reader that lends its input.

use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, Serialize)]
pub struct Definitions<S> {
    #[serde(rename = "@odata.context")]
    pub context: Option<S>,
    pub value: Vec<Definition<S>>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition<S> {
    pub id: Option<S>,
    pub scan_type: Option<S>,
    pub scan_name: Option<S>,
    pub is_active: Option<bool>,
    pub target: Option<S>,
    pub org_id: Option<S>,
    pub interval_in_hours: Option<i32>,
    pub created_by: Option<S>,
    pub target_type: Option<S>,
    pub scan_authentication_params: Option<Box<Credentials<S>>>,
    pub scanner_agent: Option<Agent<S>>,
    pub latest_scan: Option<LatestScan<S>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advanced_active_configuration: Option<Box<Advanced<S>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_troubleshoot_mode: Option<bool>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent<S> {
    pub id: Option<S>,
    pub machine_id: Option<S>,
    pub machine_name: Option<S>,
    pub last_seen: Option<S>,
    pub assigned_application_id: Option<S>,
    pub scanner_software_version: Option<S>,
    pub last_command_execution_timestamp: Option<S>,
    pub mde_client_version: Option<S>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LatestScan<S> {
    pub status: Option<S>,
    pub failure_reason: Option<S>,
    pub execution_date_time: Option<S>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Credentials<S> {
    #[serde(rename = "@odata.type")]
    pub odata_type: Option<S>,
    #[serde(rename = "type")]
    pub kind: Option<S>,
    pub key_vault_uri: Option<S>,
    pub key_vault_secret_name: Option<S>,
    pub username: Option<S>,
    pub password: Option<S>,
    pub private_key: Option<S>,
    pub domain: Option<S>,
    pub isgmsa_user: Option<bool>,
    pub packet_privacy: Option<bool>,
    pub packet_integrity: Option<bool>,
    pub auth_protocol: Option<S>,
    pub auth_password: Option<S>,
    pub priv_protocol: Option<S>,
    pub priv_password: Option<S>,
    pub community_string: Option<S>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Advanced<S> {
    pub addresses: Option<Vec<S>>,
    pub site_id: Option<S>,
    pub scan_identifier: Option<S>,
    pub max_concurrent_scans: Option<i32>,
    pub port_check_timeout: Option<f64>,
    pub single_scan_timeout: Option<i32>,
    pub disabled_scanners: Option<Vec<S>>,
    pub enabled_endpoints: Option<Vec<S>>,
    #[serde(rename = "exportHMI")]
    pub export_hmi: Option<bool>,
    pub external_address: Option<bool>,
    #[serde(rename = "enableTCPPortScan")]
    pub enable_tcp_port_scan: Option<bool>,
    pub export_successfull_only_addresses: Option<bool>,
    pub zone: Option<S>,
    pub force: Option<bool>,
    pub safe: Option<bool>,
}
