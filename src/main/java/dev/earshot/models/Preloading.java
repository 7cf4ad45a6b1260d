package dev.earshot.models;

import dev.earshot.config.Config;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which models are loaded at start. */
final class Preloading {

    private Preloading() {
    }

    /**
     * No more than may be resident; the most important one last.
     *
     * @param last the most recently used models, the latest first
     */
    static List<String> models(Config.Models config, List<String> last) {
        boolean always = config.strategy() == Config.Strategy.ALWAYS || config.preload() == Config.Preload.ALWAYS;
        Stream<String> standard = always ? Stream.of(config.defaultModel()) : Stream.empty();
        Stream<String> used = config.preload() == Config.Preload.LAST_USED ? last.stream() : Stream.empty();
        List<String> wanted = Stream.concat(standard, used).distinct().limit(config.maxResident()).toList();
        return IntStream.range(0, wanted.size()).mapToObj(i -> wanted.get(wanted.size() - 1 - i)).toList();
    }
}
