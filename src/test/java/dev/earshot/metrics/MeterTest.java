package dev.earshot.metrics;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MeterTest {

    @Test
    void everyMetricIsExplainedToPeople() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));
        for (Meter meter : new Meters().all()) {
            String name = meter.name() + (meter.kind() == Meter.MetricType.COUNTER ? "_total" : "");
            assertTrue(page.contains("`" + name + "`"), name);
        }
    }

    @Test
    void aValueOnABoundBelongsBelowIt() {
        Meter meter = Meter.histogram("x", "help", new double[] {1, 2}, "label");
        for (double value : new double[] {0, 1, 1.5, 2, 2.1, 1e9}) {
            meter.observe(value, "a");
        }
        assertArrayEquals(new long[] {2, 2, 2}, meter.series().get(0).buckets());
    }

    @Test
    void seriesAreBoundedAndNothingIsLost() {
        Meter meter = Meter.counter("x", "help", "label");
        for (int i = 0; i < 2 * Meter.MOST_SERIES; i++) {
            meter.add(1, "value" + i);
        }
        List<Meter.Series> series = meter.series();
        assertEquals(Meter.MOST_SERIES + 1, series.size());
        assertEquals(2 * Meter.MOST_SERIES, series.stream().mapToDouble(Meter.Series::value).sum());
        assertEquals(List.of(Meter.OTHER), series.get(Meter.MOST_SERIES).values());
    }
}
