package dev.earshot.whole;

import dev.earshot.boot.Service;
import dev.earshot.bus.Empty;
import dev.earshot.config.Config;
import dev.earshot.config.LayeredConfig;
import dev.earshot.models.DecisionMessages;
import dev.earshot.models.DecisionMessages.Decision;
import dev.earshot.system.SystemMessages;
import dev.earshot.system.SystemMessages.Level;
import dev.earshot.system.SystemMessages.Pressure;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Real memory that a real process takes until it runs short. The thresholds are set a little above what is in use, so that this
 * machine need not be brought near its end.
 */
@Tag("alone")
class MemoryPressureTest {

    private final BlockingQueue<Pressure> pressures = new LinkedBlockingQueue<>();
    private final BlockingQueue<Decision> unloads = new LinkedBlockingQueue<>();

    @Test
    void itIsWarnedModelsLeaveEarlyWhatFitsGoesOnAndThenAllIsWell(@TempDir Path data) throws Exception {
        Config config = ServiceFixture.config(data).with(Map.of("system.sample_seconds", 1, "system.warning_percent", 98, "system.critical_percent", 99));
        try (Service service = Service.serve(LayeredConfig.of(config)); MemoryEater eater = new MemoryEater()) {
            Client client = new Client(service);
            client.post("/api/models/micro.en/load");
            JsonObject before = client.getJson("/api/system/memory").getJsonObject("system");
            int warning = (int) Math.max(10, Math.min(90, before.getDouble("percent") + 6));
            service.bus().subscribe(SystemMessages.PRESSURE, pressures::add);
            service.bus().subscribe(DecisionMessages.DECISION, decision -> {
                if (decision.action() == DecisionMessages.DecisionAction.UNLOAD) {
                    unloads.add(decision);
                }
            });
            client.putJson("/api/settings", new JsonObject().put("system.warning_percent", warning).put("system.critical_percent", warning + 6));

            Pressure warned = eatUntil(service, eater, Level.WARNING);
            assertTrue(warned.percent() >= warning && warned.advice().contains("Idle models are unloaded early"), warned.toString());
            JsonObject resident = client.getJson("/api/ps").getJsonArray("models").getJsonObject(0);
            assertTrue(resident.getString("reason").contains("memory is short"), resident.encode());

            Pressure critical = eatUntil(service, eater, Level.CRITICAL);
            assertEquals("critical", client.getJson("/api/system/memory").getJsonObject("system").getString("status"), critical.toString());
            Decision early = unloads.poll(40, TimeUnit.SECONDS);
            assertTrue(early != null && early.reason().contains("memory is short"), "the idle model leaves, not after 5 minutes: " + early);
            HttpResponse<String> heard = client.upload("/v1/audio/transcriptions", Samples.named("digits"), "model", "micro.en").join();
            assertEquals(200, heard.statusCode(), heard.body());
            assertTrue(new JsonObject(heard.body()).getString("notice").contains("Memory is nearly used up"), heard.body());

            eater.close();
            Pressure calm = level(Level.NORMAL);
            assertTrue(calm.advice().contains("enough memory again"), calm.toString());
            assertEquals(Samples.words(Samples.named("digits")), client.transcribe(Samples.named("digits")));
        }
    }

    /** Has memory taken, bit by bit, until it is said that the level is reached. */
    private Pressure eatUntil(Service service, MemoryEater eater, Level level) throws Exception {
        while (true) {
            Pressure pressure = pressures.poll(1, TimeUnit.MILLISECONDS);
            if (pressure != null && pressure.level() == level) {
                return pressure;
            }
            eater.eat();
            // A look, so that not more is taken than needed.
            Service.await(service.bus().request(SystemMessages.READ, Empty.INSTANCE));
        }
    }

    private Pressure level(Level level) throws InterruptedException {
        Pressure pressure;
        do {
            pressure = pressures.poll(60, TimeUnit.SECONDS);
            assertTrue(pressure != null, level + " was not said");
        } while (pressure.level() != level);
        return pressure;
    }
}
