//! Every stage of strict parsing compared with its peers, in bytes of the payload per second.

use std::time::{Duration, Instant};

use authscan_benches::{payloads, readers};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn strict(criterion: &mut Criterion) {
    for payload in payloads::all() {
        let mut group = criterion.benchmark_group(format!("{} {}", payload.size, payload.style));
        group.throughput(Throughput::Bytes(payload.text.len() as u64));
        for reader in readers::ALL {
            let mut once = reader.prepare(&payload.text, |work| {
                let start = Instant::now();
                work();
                start.elapsed()
            });
            let id = BenchmarkId::from_parameter(reader.name);
            group.bench_function(id, |bencher| {
                bencher.iter_custom(|times| (0..times).map(|_| once()).sum::<Duration>())
            });
        }
        group.finish();
    }
}

criterion_group!(benches, strict);
criterion_main!(benches);
