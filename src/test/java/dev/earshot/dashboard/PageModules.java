package dev.earshot.dashboard;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dashboard's modules and what they import. Pure.
 *
 * @param imports the paths that each module imports, by its own path, such as {@code jobs/job-card.js}; what the libraries have is left out
 */
record PageModules(Map<String, Set<String>> imports) {

    /** {@code import 'a'}, {@code import { b } from 'a'}, {@code export { b } from 'a'} and {@code import('a')}. */
    private static final Pattern IMPORT = Pattern.compile(
            "(?m)(?:^import\\s*|^(?:import|export)\\b[^'\"`;=]*\\bfrom\\s*|\\bimport\\(\\s*)['\"`](?<path>[^'\"`]+)");
    private static final String LIBRARY = "/lib/";

    /** @param sources by path */
    static PageModules of(Map<String, String> sources) {
        Map<String, Set<String>> imports = new TreeMap<>();
        sources.forEach((path, source) -> {
            Set<String> imported = new TreeSet<>();
            Matcher found = IMPORT.matcher(source);
            while (found.find()) {
                if (!found.group("path").startsWith(LIBRARY)) {
                    imported.add(Path.of(path).resolveSibling(found.group("path")).normalize().toString().replace('\\', '/'));
                }
            }
            imports.put(path, imported);
        });
        return new PageModules(imports);
    }

    /** Each import of a module that does not exist, as {@code a.js -> b.js}. */
    List<String> missing() {
        return arrows((from, to) -> !imports.containsKey(to));
    }

    /** Each import from one folder into another that is not allowed. @param allowed the other folders that a folder may import, by folder */
    List<String> forbidden(Map<String, Set<String>> allowed) {
        return arrows((from, to) -> !folder(from).equals(folder(to)) && !allowed.getOrDefault(folder(from), Set.of()).contains(folder(to)));
    }

    /** A module that imports itself by way of others, with these, for each module of which that is true. */
    List<String> cycles() {
        List<String> cycles = new ArrayList<>();
        for (String start : imports.keySet()) {
            Set<String> reached = reachable(start);
            if (reached.contains(start)) {
                reached.removeIf(each -> !reachable(each).contains(start));
                cycles.add(start + ": " + String.join(", ", reached));
            }
        }
        return cycles;
    }

    /** The folders of the modules; that of a module without one is empty. */
    Set<String> folders() {
        Set<String> folders = new TreeSet<>();
        imports.keySet().forEach(path -> folders.add(folder(path)));
        return folders;
    }

    private Set<String> reachable(String start) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(imports.getOrDefault(start, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (reached.add(next)) {
                open.addAll(imports.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    private interface Arrow {
        boolean matches(String from, String to);
    }

    private List<String> arrows(Arrow arrow) {
        List<String> found = new ArrayList<>();
        imports.forEach((from, all) -> all.stream().filter(to -> arrow.matches(from, to)).forEach(to -> found.add(from + " -> " + to)));
        return found;
    }

    private static String folder(String path) {
        return path.contains("/") ? path.substring(0, path.indexOf('/')) : "";
    }
}
