package dev.earshot.dashboard;

import dev.earshot.boot.Service;
import dev.earshot.whole.Samples;
import dev.earshot.whole.ServiceFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** How soon the page is there, and how soon it shows what happens. */
@Tag("alone")
class LatencyTest {

    private static final int EVENTS = 40;
    private static final long LARGEST = 150_000;

    /** Notes when a frame with an event comes, before the page sees it. */
    private static final String FRAMES = """
            window.WebSocket = class extends WebSocket {
              constructor(...all) {
                super(...all);
                this.addEventListener('message', ({data}) => {
                  if (data.includes('"earshot.settings.changed"')) {
                    window.frame = performance.now();
                  }
                });
              }
            }""";

    /**
     * Changes a setting by a request of its own, of which the page learns by its event only, and waits until the memory bar comes or goes.
     * All by one clock: from before the request is sent to the event's frame, to the change of the document, to the next frame on the screen.
     */
    private static final String CHANGE = """
            const [show, done] = arguments;
            new MutationObserver((changes, observer) => {
              if ((document.querySelector('header .memory') !== null) === show) {
                const drawn = performance.now();
                observer.disconnect();
                requestAnimationFrame(() => done([frame - sent, drawn - frame, performance.now() - frame]));
              }
            }).observe(document.getElementById('app'), {childList: true, subtree: true});
            const sent = performance.now();
            fetch('/api/settings', {method: 'PUT', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({'dashboard.show_memory': show})})""";

    @TempDir
    private static Path data;

    private static Service service;
    private static Browser browser;

    @BeforeAll
    static void start() {
        service = ServiceFixture.serve(data);
        browser = new Browser("http://127.0.0.1:" + service.port(), Samples.named("digits"));
    }

    @AfterAll
    static void stop() {
        browser.assertNoErrors();
        browser.close();
        service.close();
    }

    @Test
    void anEventIsMeasuredOnItsWayToTheScreen() {
        browser.driver().executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", FRAMES));
        browser.open("transcribe");
        browser.await("header .memory");
        List<List<Double>> times = IntStream.range(0, EVENTS).mapToObj(i -> change(i % 2 == 1)).toList();

        System.out.printf("event to screen: median %.1f ms of %d events (from the event's frame to the change of the document; slowest %.1f ms; "
                        + "to the next frame on the screen %.1f ms; from before the request, sent over HTTP, that caused it: %.1f ms)%n",
                median(times, 1), EVENTS, times.stream().mapToDouble(each -> each.get(1)).max().orElseThrow(), median(times, 2),
                times.stream().mapToDouble(each -> each.get(0) + each.get(1)).sorted().skip(EVENTS / 2).findFirst().orElseThrow());
    }

    @SuppressWarnings("unchecked")
    private static List<Double> change(boolean show) {
        return ((List<Number>) browser.asyncScript(CHANGE, show)).stream().map(Number::doubleValue).toList();
    }

    private static double median(List<List<Double>> times, int which) {
        return times.stream().mapToDouble(each -> each.get(which)).sorted().skip(EVENTS / 2).findFirst().orElseThrow();
    }

    /** In a browser that has never been here: everything that is fetched until the page has all it shows. */
    @Test
    @SuppressWarnings("unchecked")
    void theFirstLoadIsSmallAndFromHereOnly() {
        try (Browser fresh = new Browser("http://127.0.0.1:" + service.port(), Samples.named("digits"))) {
            fresh.open("transcribe");
            fresh.until("the models", () -> fresh.all("#choice-model option").size() > 2);
            List<Map<String, Object>> all = (List<Map<String, Object>>) fresh.script("return [...performance.getEntriesByType('navigation'), "
                    + "...performance.getEntriesByType('resource')].map(({name, transferSize, decodedBodySize}) => ({name, transferSize, decodedBodySize}))");
            List<Map<String, Object>> files = all.stream().filter(each -> !path(each).startsWith("/api/")).toList();

            assertEquals(List.of(), all.stream().map(each -> (String) each.get("name"))
                    .filter(name -> !name.startsWith("http://127.0.0.1:" + service.port() + "/")).toList());
            for (String needed : List.of("/", "/app/shared/style.css", "/app/main.js", "/app/machine/chart.js", "/lib/lit-html/lit-html.js", "/favicon.svg")) {
                assertTrue(files.stream().anyMatch(each -> path(each).equals(needed)), needed);
            }
            assertFalse(files.stream().anyMatch(each -> size(each, "transferSize") == 0), "nothing of it was in a cache");
            long sum = files.stream().mapToLong(each -> size(each, "transferSize")).sum();
            System.out.printf("first load: %d files, %.1f kB over the wire (%.1f kB unpacked), and %.1f kB of answers of the API%n", files.size(), sum / 1e3,
                    files.stream().mapToLong(each -> size(each, "decodedBodySize")).sum() / 1e3,
                    all.stream().filter(each -> path(each).startsWith("/api/")).mapToLong(each -> size(each, "transferSize")).sum() / 1e3);
            assertTrue(sum < LARGEST, sum + " bytes");
            fresh.assertNoErrors();
        }
    }

    private static String path(Map<String, Object> fetched) {
        return URI.create((String) fetched.get("name")).getPath();
    }

    private static long size(Map<String, Object> fetched, String which) {
        return ((Number) fetched.get(which)).longValue();
    }
}
