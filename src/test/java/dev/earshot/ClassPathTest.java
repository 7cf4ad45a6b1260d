package dev.earshot;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** No library is there twice, be it in two versions or under two names, and the licence of each is known. */
class ClassPathTest {

    /** A jar as a repository names it; a test runner's own jar may be called otherwise, and does not count. */
    private static final Pattern JAR = Pattern.compile("(?<artifact>.+?)-\\d[\\w.-]*\\.jar");

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void noLibraryIsThereInTwoVersions() {
        Map<String, Set<String>> versions = new TreeMap<>();
        jars().forEach(jar -> versions.computeIfAbsent(artifact(jar), artifact -> new TreeSet<>()).add(jar.getFileName().toString()));
        assertTrue(versions.size() > 40, "the class path has the libraries: " + versions.keySet());
        versions.values().removeIf(files -> files.size() == 1);
        assertEquals(Map.of(), versions);
    }

    @Test
    void noClassIsThereUnderTwoNames() throws IOException {
        Map<String, Path> owners = new TreeMap<>();
        Map<Set<String>, String> twice = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (Path jar : jars()) {
            for (String type : classes(jar)) {
                Path other = owners.putIfAbsent(type, jar);
                if (other != null) {
                    twice.put(new TreeSet<>(List.of(other.getFileName().toString(), jar.getFileName().toString())), type);
                }
            }
        }
        assertEquals(Map.of(), twice, "pairs of jars that have the same class");
    }

    @Test
    void theLicenceOfEachLibraryIsKnown() throws IOException {
        Pattern row = Pattern.compile("(?m)^\\|([^|]*`[^|]*)\\|(?=.*\\|$)");
        Set<String> named = row.matcher(Files.readString(Path.of("THIRD-PARTY.md"))).results().flatMap(cell -> NAME.matcher(cell.group(1)).results())
                .map(name -> name.group(1)).filter(name -> !name.contains("/")).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(jars().stream().map(ClassPathTest::artifact).collect(Collectors.toCollection(TreeSet::new)), named);
    }

    private static List<Path> jars() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                .filter(path -> JAR.matcher(path.getFileName().toString()).matches()).distinct().toList();
    }

    private static String artifact(Path jar) {
        Matcher name = JAR.matcher(jar.getFileName().toString());
        assertTrue(name.matches());
        return name.group("artifact");
    }

    private static List<String> classes(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream().map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && !name.endsWith("-info.class")).toList();
        }
    }
}
