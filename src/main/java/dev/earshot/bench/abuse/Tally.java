package dev.earshot.bench.abuse;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was tried in one attack, and what became of it. Safe for use by several threads. */
final class Tally {

    private static final int EXAMPLES = 3;

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<Defect, List<String>> defects = new EnumMap<>(Defect.class);
    private final Map<Defect, Integer> counts = new EnumMap<>(Defect.class);
    private int tried;

    synchronized void tried() {
        tried++;
    }

    /** An outcome that is as it should be, such as {@code refused}. */
    synchronized void outcome(String name) {
        outcomes.merge(name, 1, Integer::sum);
    }

    synchronized void defect(Defect defect, String example) {
        counts.merge(defect, 1, Integer::sum);
        List<String> examples = defects.computeIfAbsent(defect, key -> new ArrayList<>());
        if (examples.size() < EXAMPLES) {
            examples.add(example.length() > 300 ? example.substring(0, 300) + "..." : example);
        }
    }

    synchronized int count(Defect defect) {
        return counts.getOrDefault(defect, 0);
    }

    synchronized int defects() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** {@code 600 tried: 449 transcripts, 151 refused; 0 defects}. */
    synchronized String summary() {
        String good = outcomes.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).collect(Collectors.joining(", "));
        String bad = counts.isEmpty() ? "0 defects" : counts.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(", "));
        return tried + " tried" + (good.isEmpty() ? "" : ": " + good) + "; " + bad;
    }

    synchronized List<String> examples() {
        return defects.entrySet().stream().flatMap(each -> each.getValue().stream()
                .map(example -> each.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + example)).toList();
    }
}
