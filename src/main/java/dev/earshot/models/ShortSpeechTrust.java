package dev.earshot.models;

import dev.earshot.bus.BlockingWork;
import dev.earshot.bus.Bus;
import dev.earshot.config.Config;
import dev.earshot.engine.EngineMessages;
import dev.earshot.engine.EngineMessages.ShortSpeechMode;
import dev.earshot.engine.EngineMessages.ShortWindowCompared;
import dev.earshot.engine.EngineMessages.UseShortSpeech;
import dev.earshot.models.ModelFolder.KnownModel;
import dev.earshot.models.ModelMessages.ShortSpeechState;
import dev.earshot.models.ModelMessages.ShortSpeechView;
import io.vertx.core.Future;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which models are trusted with short windows: keeps what they have shown, and tells the engine. For one event loop. */
final class ShortSpeechTrust {

    /** A model in memory: which it is, and whether it was made for short contexts. */
    private record Loaded(String identity, boolean fitted) {
    }

    private final BlockingWork work;
    private final Bus bus;
    private final Clock clock;
    private final DecisionLog decisions;
    private final ShortSpeechFile file;
    private final boolean keep;
    private final Map<String, Loaded> loaded = new HashMap<>();
    private Config.ShortSpeechSetting setting;
    /** By identity; read when it is first needed. */
    private Future<Map<String, ShortSpeechRecord>> records;

    /** @param keep whether what is learnt is kept for the next start */
    ShortSpeechTrust(BlockingWork work, Bus bus, Clock clock, DecisionLog decisions, Config config, boolean keep) {
        this.work = work;
        this.bus = bus;
        this.clock = clock;
        this.decisions = decisions;
        this.file = new ShortSpeechFile(config.data());
        this.setting = config.engine().shortSpeech();
        this.keep = keep;
    }

    Future<Map<String, ShortSpeechRecord>> records() {
        if (records == null) {
            records = work.run(file::read).map(TreeMap::new);
        }
        return records;
    }

    /** A model is in memory: the engine is told before the first request is granted. Never fails. */
    Future<?> onLoaded(ReadyFile model, String name) {
        loaded.put(name, new Loaded(model.identity(), model.shortContext()));
        return records().onSuccess(known -> tell(name, known));
    }

    void setting(Config.ShortSpeechSetting changed) {
        if (changed != setting) {
            setting = changed;
            records().onSuccess(known -> loaded.keySet().forEach(name -> tell(name, known)));
        }
    }

    void onCompared(ShortWindowCompared event) {
        Loaded model = loaded.get(event.model());
        if (model == null || model.fitted() || !event.node().equals(bus.node())) {
            return;
        }
        records().onSuccess(known -> {
            ShortSpeechRecord before = known.getOrDefault(model.identity(), ShortSpeechRecord.NONE);
            ShortSpeechRecord now = before.plus(event.result());
            known.put(model.identity(), now);
            if (now.state() != before.state()) {
                decisions.shortSpeech(event.model(), now, clock.instant());
            }
            if (now.state() != before.state() || now.compareEvery() != before.compareEvery()) {
                tell(event.model(), known);
            }
            if (keep) {
                Map<String, ShortSpeechRecord> copy = new TreeMap<>(known);
                work.runInOrder(() -> file.write(copy));
            }
        });
    }

    /** What a client sees of a model that is there. */
    static ShortSpeechView view(KnownModel model, Map<String, ShortSpeechRecord> known) {
        ShortSpeechRecord its = known.getOrDefault(model.identity(), ShortSpeechRecord.NONE);
        return model.shortContext() ? new ShortSpeechView(ShortSpeechState.MADE_FOR_IT, 0, 0, 0)
                : new ShortSpeechView(its.state(), its.compared(), its.agreed(), its.doubted());
    }

    private void tell(String name, Map<String, ShortSpeechRecord> known) {
        Loaded model = loaded.get(name);
        ShortSpeechRecord its = known.getOrDefault(model.identity(), ShortSpeechRecord.NONE);
        boolean learns = setting == Config.ShortSpeechSetting.AUTO && !model.fitted();
        // No answer is waited for: it is in force for the windows that are sent after it.
        bus.request(EngineMessages.SHORT_SPEECH, new UseShortSpeech(name, mode(model, its), learns ? its.compareEvery() : 0));
    }

    private ShortSpeechMode mode(Loaded model, ShortSpeechRecord its) {
        if (setting == Config.ShortSpeechSetting.OFF) {
            return ShortSpeechMode.WHOLE;
        }
        if (model.fitted()) {
            return ShortSpeechMode.FITTED;
        }
        return setting == Config.ShortSpeechSetting.ALWAYS ? ShortSpeechMode.CHECKED : switch (its.state()) {
            case NEVER -> ShortSpeechMode.WHOLE;
            case LEARNING -> ShortSpeechMode.CAUTIOUS;
            default -> ShortSpeechMode.CHECKED;
        };
    }
}
