package dev.earshot;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What can be said of the source as it is written: how long things are, and that one name means one thing. */
class SourceTest {

    private static final int LONGEST_CLASS = 300;
    private static final int LONGEST_METHOD = 50;

    private static final Map<String, Integer> CLASSES = new TreeMap<>();
    private static final Map<String, Integer> METHODS = new TreeMap<>();
    private static final Map<String, List<String>> NAMES = new HashMap<>();

    @BeforeAll
    static void parse() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java")); StandardJavaFileManager manager = compiler.getStandardFileManager(null, null,
                StandardCharsets.UTF_8)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Measure(unit, positions).scan(unit, null);
            }
        }
    }

    @Test
    void noClassIsLongerThanOnesMemory() {
        assertEquals(Map.of(), longer(CLASSES, LONGEST_CLASS));
    }

    @Test
    void noMethodIsLongerThanAPage() {
        assertEquals(Map.of(), longer(METHODS, LONGEST_METHOD));
    }

    @Test
    void oneNameIsOneThing() {
        Map<String, List<String>> twice = new TreeMap<>(NAMES);
        twice.values().removeIf(owners -> owners.size() == 1);
        assertEquals(Map.of(), twice);
    }

    private static Map<String, Integer> longer(Map<String, Integer> lines, int most) {
        Map<String, Integer> found = new TreeMap<>(lines);
        found.values().removeIf(count -> count <= most);
        return found;
    }

    private static final class Measure extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lines;
        private final List<String> owners = new ArrayList<>();

        Measure(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.lines = unit.getLineMap();
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            String name = type.getSimpleName().toString();
            if (name.isEmpty()) {
                return super.visitClass(type, nothing);
            }
            String owner = owners.isEmpty() ? unit.getPackageName().toString() : owners.get(owners.size() - 1);
            owners.add(owner + "." + name);
            CLASSES.put(owner + "." + name, lines(type));
            NAMES.computeIfAbsent(name, key -> new ArrayList<>()).add(owner);
            super.visitClass(type, nothing);
            owners.remove(owners.size() - 1);
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            BlockTree body = method.getBody();
            if (body != null) {
                METHODS.merge(owners.get(owners.size() - 1) + "#" + method.getName(), lines(method), Math::max);
            }
            return super.visitMethod(method, nothing);
        }

        private int lines(Tree tree) {
            return (int) (lines.getLineNumber(positions.getEndPosition(unit, tree)) - lines.getLineNumber(positions.getStartPosition(unit, tree)) + 1);
        }
    }
}
