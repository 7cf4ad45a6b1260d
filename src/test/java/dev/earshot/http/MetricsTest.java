package dev.earshot.http;

import dev.earshot.bus.Bus;
import dev.earshot.downloads.DownloadMessages;
import dev.earshot.downloads.DownloadMessages.FetchProgress;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.EngineEvent;
import dev.earshot.engine.EngineMessages.WindowMeasured;
import dev.earshot.jobs.JobMessages;
import dev.earshot.jobs.JobMessages.Job;
import dev.earshot.jobs.JobMessages.JobState;
import dev.earshot.metrics.MetricsVerticle;
import dev.earshot.metrics.VertxMeters;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.system.SystemMessages.CpuReading;
import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.MemoryReading;
import dev.earshot.system.SystemMessages.ProcessMemory;
import dev.earshot.system.SystemMessages.ServiceMemory;
import dev.earshot.system.SystemMessages.SystemReading;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What is counted, as Prometheus sees it. */
class MetricsTest {

    private static final Instant AT = FakeModules.CREATED;
    /** https://prometheus.io/docs/instrumenting/exposition_formats: a name, labels, a number. */
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\.)*\",?)*})? (NaN|[+-]Inf|-?[0-9.]+(?:E-?[0-9]+)?)");

    private Vertx vertx;
    private Bus bus;
    private Service service;

    @BeforeEach
    void start(@TempDir Path data) throws Exception {
        VertxMeters meters = new VertxMeters("test");
        vertx = Vertx.builder().withMetrics(options -> meters).build();
        bus = new Bus(vertx, "test");
        Service.done(vertx.deployVerticle(new MetricsVerticle(bus, meters)));
        service = new Service(vertx, data);
    }

    @AfterEach
    void stop() throws Exception {
        Service.done(vertx.close());
    }

    /** Every series and its value. */
    private Map<String, Double> scrape() throws Exception {
        HttpResponse<String> answer = service.get("/metrics");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("Content-Type").orElseThrow());
        Map<String, Double> series = new TreeMap<>();
        answer.body().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertTrue(sample.matches(), line);
            assertEquals(null, series.put(line.substring(0, line.lastIndexOf(' ')),
                    Double.valueOf(sample.group(3).replace("Inf", "Infinity"))), "twice: " + line);
        });
        return series;
    }

    /** Asks until a series has its value: names of models are looked up before they count. */
    private Map<String, Double> scrapeUntil(String series, double value) throws Exception {
        Map<String, Double> scrape = scrape();
        while (!Double.valueOf(value).equals(scrape.get(series))) {
            scrape = scrape();
        }
        return scrape;
    }

    private void window(String model, double seconds, long milliseconds) {
        bus.publish(EngineMessages.WINDOW, new WindowMeasured(AT, "test", model, "job1:0", "job1", seconds, milliseconds));
    }

    private void job(String id, String kind, JobState state, Instant ended) {
        bus.publish(JobMessages.CHANGED, new Job(id, kind, null, state, null, null, null, null, AT, null, ended, "name", "base", "en", null, null, null,
                null, null, null, null, null, null, null, false, false, false, null, null, null));
    }

    private void decision(DecisionMessages.DecisionAction action) {
        bus.publish(DecisionMessages.DECISION, new Decision(AT, "test", "base", action, DecisionMessages.DecisionCode.REQUESTED, "because", null, null));
    }

    private void event(String node, String event) {
        bus.publish(EngineMessages.EVENT,
                new EngineEvent(AT, node, "base", EngineMessages.EngineChange.valueOf(event.toUpperCase(Locale.ROOT)), 4711L, "because"));
    }

    private void progress(String id, long received) {
        bus.publish(DownloadMessages.PROGRESS, new FetchProgress(id, "/models/ggml-base.bin", received, 1000, null, null));
    }

    private static void has(Map<String, Double> scrape, String series, double value) {
        assertEquals(value, scrape.getOrDefault(series, Double.NaN), 1e-9, series + " in " + scrape);
    }

    @Test
    void windowsCountByModelInSecondsAndFactors() throws Exception {
        window("micro.en", 10, 500);
        window("micro.en", 20, 4000);
        window("/srv/secret/ggml-mine.bin", 5, 10_000);

        Map<String, Double> scrape = scrapeUntil("earshot_windows_total{model=\"other\"}", 1);
        has(scrape, "earshot_windows_total{model=\"micro.en\"}", 2);
        has(scrape, "earshot_sound_seconds_total{model=\"micro.en\"}", 30);
        has(scrape, "earshot_compute_seconds_total{model=\"micro.en\"}", 4.5);
        has(scrape, "earshot_real_time_factor_bucket{model=\"micro.en\",le=\"0.05\"}", 1);
        has(scrape, "earshot_real_time_factor_bucket{model=\"micro.en\",le=\"0.2\"}", 2);
        has(scrape, "earshot_real_time_factor_sum{model=\"micro.en\"}", 0.25);
        has(scrape, "earshot_window_duration_seconds_bucket{model=\"other\",le=\"8.0\"}", 0);
        has(scrape, "earshot_window_duration_seconds_bucket{model=\"other\",le=\"+Inf\"}", 1);
        has(scrape, "earshot_model_resident_bytes{model=\"micro.en\"}", 30_000_000);
        has(scrape, "earshot_engine_info{backend=\"CUDA\",device=\"a GPU\",library=\"whisper.cpp\",version=\"1.9.3\"}", 1);
        assertTrue(scrape.keySet().stream().noneMatch(series -> series.contains("secret")));
    }

    @Test
    void jobsCountWhileTheyAreOpenAndOnceWhenTheyEnd() throws Exception {
        job("a", "transcribe", JobState.QUEUED, null);
        job("b", "transcribe", JobState.QUEUED, null);
        job("c", "download", JobState.QUEUED, null);
        job("a", "transcribe", JobState.RUNNING, null);
        job("c", "download", JobState.FAILED, AT.plusSeconds(7));
        job("c", "download", JobState.FAILED, AT.plusSeconds(7));

        Map<String, Double> scrape = scrape();
        has(scrape, "earshot_jobs{kind=\"transcribe\",state=\"queued\"}", 1);
        has(scrape, "earshot_jobs{kind=\"transcribe\",state=\"running\"}", 1);
        has(scrape, "earshot_jobs{kind=\"download\",state=\"queued\"}", 0);
        has(scrape, "earshot_jobs_ended_total{kind=\"download\",outcome=\"failed\"}", 1);
        has(scrape, "earshot_job_duration_seconds_sum{kind=\"download\"}", 7);
    }

    @Test
    void decisionsEventsDownloadsAndMemory() throws Exception {
        decision(DecisionMessages.DecisionAction.LOAD);
        decision(DecisionMessages.DecisionAction.EVICT);
        decision(DecisionMessages.DecisionAction.STEP_DOWN);
        event("test", "crashed");
        event("test", "restarted");
        event("another-node", "crashed");
        progress("c", 400);
        progress("c", 700);
        progress("c", 600);
        progress("c", 1000);
        ProcessMemory footprint = new ProcessMemory(80, null, 900);
        service.modules.reading = new SystemReading(AT, "test", new MemoryReading(16, 4, 12, 75, Level.WARNING, 70, 90, 0, 0, false),
                new ServiceMemory(380, null, 2000, 2, footprint, new ProcessMemory(300, null, 1100)), new CpuReading(50, 40, 30, 8));

        Map<String, Double> scrape = scrape();
        has(scrape, "earshot_model_decisions_total{action=\"evict\"}", 1);
        has(scrape, "earshot_model_decisions_total{action=\"step-down\"}", 1);
        has(scrape, "earshot_engine_events_total{event=\"crashed\"}", 1);
        has(scrape, "earshot_engine_events_total{event=\"restarted\"}", 1);
        has(scrape, "earshot_download_bytes_total", 700);
        has(scrape, "earshot_system_memory_bytes{part=\"available\"}", 4e9);
        has(scrape, "earshot_process_memory_bytes{part=\"service\"}", 80e6);
        has(scrape, "earshot_memory_pressure_level", 1);
        has(scrape, "earshot_cpu_usage_ratio{part=\"engine\"}", 0.3);
    }

    @Test
    void requestsCountByRouteAndMessagesByAddress() throws Exception {
        service.get("/api/jobs/one");
        service.get("/api/jobs/two");
        service.get("/nowhere");
        service.post("/v1/audio/transcriptions");
        service.send("BREW", "/", null);

        Map<String, Double> scrape = scrape();
        has(scrape, "earshot_http_requests_total{code=\"404\",method=\"GET\",route=\"/api/jobs/:id\"}", 2);
        has(scrape, "earshot_http_requests_total{code=\"404\",method=\"GET\",route=\"none\"}", 1);
        has(scrape, "earshot_http_requests_total{code=\"405\",method=\"other\",route=\"none\"}", 1);
        has(scrape, "earshot_http_requests_total{code=\"200\",method=\"POST\",route=\"/v1/audio/transcriptions\"}", 1);
        has(scrape, "earshot_http_request_duration_seconds_count{route=\"/api/jobs/:id\"}", 2);
        has(scrape, "earshot_http_requests_active", 1);
        has(scrape, "earshot_bus_delivered_total{address=\"earshot.jobs.get\"}", 2);
        has(scrape, "earshot_bus_handlers{address=\"earshot.metrics.<node>.scrape\"}", 1);
    }

    @Test
    void newPathsModelsAndJobsMakeNoNewSeries() throws Exception {
        scrape();
        everything("one");
        Set<String> before = new TreeSet<>(scrapeUntil("earshot_windows_total{model=\"other\"}", 1).keySet());
        for (int i = 0; i < 20; i++) {
            everything("another" + i);
        }
        Set<String> after = new TreeSet<>(scrapeUntil("earshot_windows_total{model=\"other\"}", 21).keySet());
        // Collections of garbage happen when they happen.
        after.removeIf(series -> series.startsWith("jvm_gc"));
        before.removeIf(series -> series.startsWith("jvm_gc"));
        assertEquals(before, after);
    }

    private void everything(String id) throws Exception {
        service.get("/" + id);
        service.get("/api/jobs/" + id + "?limit=" + id);
        service.send("DELETE", "/api/jobs/" + id, null);
        service.send("POST", "/api/models/" + id + "/load", null);
        service.send(id.toUpperCase(Locale.ROOT), "/api/jobs", null);
        window(id, 1, 1000);
        job(id, "transcribe", JobState.QUEUED, null);
        job(id, "transcribe", JobState.COMPLETED, AT.plusSeconds(1));
        decision(DecisionMessages.DecisionAction.KEEP);
        event("test", "started");
        progress(id, 10);
    }

    @Test
    void namesFollowPrometheusRules() throws Exception {
        everything("one");
        scrapeUntil("earshot_windows_total{model=\"other\"}", 1);
        String text = service.get("/metrics").body();
        Map<String, String> types = new TreeMap<>();
        Set<String> explained = new HashSet<>();
        for (String line : text.split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                assertEquals(null, types.put(words[2], words[3]), "typed twice: " + line);
            } else if (line.startsWith("# HELP ")) {
                explained.add(words[2]);
            } else {
                String name = line.split("[{ ]")[0];
                assertTrue(types.containsKey(name) || types.containsKey(name.replaceAll("_(bucket|sum|count|max)$", "")), line);
            }
        }
        assertEquals(types.keySet(), explained);
        types.forEach((name, type) -> {
            assertTrue(name.matches("(earshot|jvm)(_[a-z][a-z0-9]*)+"), name);
            assertEquals("counter".equals(type), name.endsWith("_total"), name + " is a " + type);
            assertFalse(name.matches(".*_(ms|milliseconds|mb|megabytes|kilobytes|minutes|percent)(_total)?"), name + " has no base unit");
        });
        assertTrue(types.values().containsAll(List.of("counter", "gauge", "histogram")));
    }

    @Test
    void withoutMetricsThereIsNothing(@TempDir Path data) throws Exception {
        Service without = new Service(vertx, Service.config(data).with(Map.of("http.max_upload_mb", 1, "http.metrics", false)));
        HttpResponse<String> answer = without.get("/metrics");
        assertEquals(404, answer.statusCode());
        assertEquals("not-found", Service.json(answer).getString("code"));
    }
}
