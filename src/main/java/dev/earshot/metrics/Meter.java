package dev.earshot.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric, and its series so far: a number for each combination of label values. A few hundred bytes, where a library's
 * registry costs megabytes; what is counted is translated for one when somebody asks. Thread-safe.
 */
final class Meter {

    enum MetricType { COUNTER, GAUGE, HISTOGRAM }

    /** What values beyond the first {@link #MOST_SERIES} are counted as. Those that count use bounded values; this holds if one does not. */
    static final String OTHER = "other";
    static final int MOST_SERIES = 500;

    /**
     * @param values  of the labels, in their order
     * @param value   a counter's or gauge's; of a histogram the sum
     * @param buckets of a histogram, how many values each bucket has got, the last one without bound; empty otherwise
     */
    record Series(List<String> values, double value, long[] buckets) {
    }

    private static final class Cell {
        private double value;
        private final long[] buckets;

        Cell(int buckets) {
            this.buckets = new long[buckets];
        }
    }

    private final MetricType kind;
    private final String name;
    private final String help;
    private final List<String> labels;
    private final double[] bounds;
    private final Map<List<String>, Cell> cells = new LinkedHashMap<>();

    private Meter(MetricType kind, String name, String help, double[] bounds, String... labels) {
        this.kind = kind;
        this.name = name;
        this.help = help;
        this.bounds = bounds;
        this.labels = List.of(labels);
    }

    /** @param name without the {@code _total} that Prometheus puts behind it */
    static Meter counter(String name, String help, String... labels) {
        return new Meter(MetricType.COUNTER, name, help, new double[0], labels);
    }

    static Meter gauge(String name, String help, String... labels) {
        return new Meter(MetricType.GAUGE, name, help, new double[0], labels);
    }

    /** @param bounds upper bounds of the buckets, ascending; one without bound follows */
    static Meter histogram(String name, String help, double[] bounds, String... labels) {
        return new Meter(MetricType.HISTOGRAM, name, help, bounds.clone(), labels);
    }

    MetricType kind() {
        return kind;
    }

    String name() {
        return name;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }

    double[] bounds() {
        return bounds.clone();
    }

    /** Of a counter, at least 0. */
    synchronized void add(double amount, String... values) {
        cell(values).value += amount;
    }

    /** Of a gauge. */
    synchronized void set(double value, String... values) {
        cell(values).value = value;
    }

    /** Of a histogram. */
    synchronized void observe(double value, String... values) {
        Cell cell = cell(values);
        cell.value += value;
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        cell.buckets[bucket]++;
    }

    /** Forgets all series: of a gauge that is set again. */
    synchronized void clear() {
        cells.clear();
    }

    synchronized List<Series> series() {
        List<Series> series = new ArrayList<>();
        cells.forEach((values, cell) -> series.add(new Series(values, cell.value, cell.buckets.clone())));
        return series;
    }

    private Cell cell(String... values) {
        List<String> key = List.of(values);
        if (!cells.containsKey(key) && cells.size() >= MOST_SERIES) {
            key = key.stream().map(value -> OTHER).toList();
        }
        return cells.computeIfAbsent(key, any -> new Cell(kind == MetricType.HISTOGRAM ? bounds.length + 1 : 0));
    }
}
