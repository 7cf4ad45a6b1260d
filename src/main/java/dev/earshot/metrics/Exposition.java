package dev.earshot.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * The metrics as Prometheus reads them, and those of the JVM. The only class that knows Micrometer and Prometheus' model, which take
 * 4 MB: made when somebody first asks. Blocking; one thread at a time.
 */
final class Exposition implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    Exposition(Meters meters) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        MultiCollector ours = () -> new MetricSnapshots(meters.all().stream().map(Exposition::snapshot).toList());
        registry.getPrometheusRegistry().register(ours);
    }

    /** In the text format 0.0.4. */
    String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private static MetricSnapshot snapshot(Meter meter) {
        return switch (meter.kind()) {
            case COUNTER -> counter(meter);
            case GAUGE -> gauge(meter);
            case HISTOGRAM -> histogram(meter);
        };
    }

    private static CounterSnapshot counter(Meter meter) {
        CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(meter.name()).help(meter.help());
        meter.series().forEach(series -> snapshot.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels(meter, series)).value(series.value()).build()));
        return snapshot.build();
    }

    private static GaugeSnapshot gauge(Meter meter) {
        GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(meter.name()).help(meter.help());
        meter.series().forEach(series -> snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels(meter, series)).value(series.value()).build()));
        return snapshot.build();
    }

    private static HistogramSnapshot histogram(Meter meter) {
        HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(meter.name()).help(meter.help());
        double[] bounds = meter.bounds();
        meter.series().forEach(series -> {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < series.buckets().length; i++) {
                buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, series.buckets()[i]);
            }
            snapshot.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(labels(meter, series)).sum(series.value()).classicHistogramBuckets(buckets.build()).build());
        });
        return snapshot.build();
    }

    private static Labels labels(Meter meter, Meter.Series series) {
        return Labels.of(meter.labels(), series.values());
    }
}
