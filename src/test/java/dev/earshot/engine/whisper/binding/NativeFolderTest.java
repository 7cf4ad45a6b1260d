package dev.earshot.engine.whisper.binding;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

class NativeFolderTest {

    private static final NativePlatform PLATFORM = new NativePlatform(Map.of("a.so", "any/a+fast.so", "b.so", "any/b.so"), "a.so");

    @TempDir
    Path data;
    private Path packaged;

    @BeforeEach
    void prepare() throws IOException {
        packaged = Files.createDirectories(data.resolve("packages/any"));
        Files.writeString(packaged.resolve("a+fast.so"), "first");
        Files.writeString(packaged.resolve("b.so"), "b");
    }

    private Path unpack() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {packaged.getParent().toUri().toURL()}, null)) {
            return NativeFolder.unpack(data, PLATFORM, loader).folder();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void filesAreUnpackedOnceUnderTheNamesThatAreLookedFor() throws IOException {
        Path folder = unpack();
        assertEquals(List.of("a.so", "b.so"), names(folder));
        assertEquals("first", Files.readString(folder.resolve("a.so")));

        Files.setLastModifiedTime(folder.resolve("a.so"), FileTime.fromMillis(1000));
        assertEquals(folder, unpack());
        assertEquals(FileTime.fromMillis(1000), Files.getLastModifiedTime(folder.resolve("a.so")), "written again");
    }

    @Test
    void anotherVersionReplacesTheOneBefore() throws IOException {
        Path before = unpack();
        Files.writeString(packaged.resolve("a+fast.so"), "later");

        Path after = unpack();

        assertEquals("later", Files.readString(after.resolve("a.so")));
        assertFalse(Files.exists(before));
    }

    @Test
    void whatIsMissingOrTooShortIsWrittenAgain() throws IOException {
        Path folder = unpack();
        Files.delete(folder.resolve("b.so"));
        Files.writeString(folder.resolve("a.so"), "fir");

        unpack();

        assertEquals("first b", Files.readString(folder.resolve("a.so")) + " " + Files.readString(folder.resolve("b.so")));
    }

    @Test
    void severalAtOnceWriteTheSame() throws IOException {
        byte[] large = new byte[1 << 20];
        Files.write(packaged.resolve("b.so"), large);
        List<CompletableFuture<Path>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(() -> {
                try {
                    Path folder = unpack();
                    assertEquals(large.length, Files.size(folder.resolve("b.so")));
                    return folder;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        Path folder = all.get(0).join();
        all.forEach(one -> assertEquals(folder, one.join()));
        assertEquals(List.of("a.so", "b.so"), names(folder));
    }

    @Test
    void whatIsNotPackagedIsSaid() throws IOException {
        Files.delete(packaged.resolve("b.so"));

        assertThrows(FileNotFoundException.class, this::unpack);
    }
}
