package dev.earshot.files;

import dev.earshot.files.AtomicFile.Access;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@link AtomicFile} on a disk that fails, or a process that dies, at each step. */
class AtomicFileTest {

    private static final String OLD = "what it was";
    /** Of several blocks. */
    private static final String NEW = "what it is to be ".repeat(10_000);
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    enum Step { OPEN, WRITE, FORCE, RENAME }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Does everything up to a step, half of a write, and nothing of what comes after it. */
    private static class FailingDisk extends AtomicFile.Disk {

        private final Step failing;
        private final boolean killed;
        private boolean failed;

        FailingDisk(Step failing, boolean killed) {
            this.failing = failing;
            this.killed = killed;
        }

        @Override
        FileChannel open(Path part, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            step(Step.OPEN);
            return super.open(part, options, attributes);
        }

        @Override
        void write(FileChannel channel, ByteBuffer bytes) throws IOException {
            if (failing == Step.WRITE) {
                super.write(channel, bytes.slice(0, bytes.remaining() / 2));
            }
            step(Step.WRITE);
            super.write(channel, bytes);
        }

        @Override
        void force(FileChannel channel) throws IOException {
            step(Step.FORCE);
            super.force(channel);
        }

        @Override
        void rename(Path part, Path file) throws IOException {
            step(Step.RENAME);
            super.rename(part, file);
        }

        @Override
        void delete(Path part) throws IOException {
            if (failed && killed) {
                throw new Killed();
            }
            super.delete(part);
        }

        private void step(Step step) throws IOException {
            if (step == failing) {
                failed = true;
                if (killed) {
                    throw new Killed();
                }
                throw new IOException("No space left on device");
            }
        }
    }

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("settings.json");
        AtomicFile.write(file, OLD);
    }

    @ParameterizedTest
    @EnumSource
    void whereAStepFailsTheFileIsAsItWasAndNothingIsLeft(Step step) throws IOException {
        IOException failure = assertThrows(IOException.class, () -> replace(new FailingDisk(step, false), stream(NEW)));
        assertEquals("No space left on device", failure.getMessage());
        assertEquals(OLD, Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @ParameterizedTest
    @EnumSource
    void whereTheProcessIsKilledTheFileIsAsItWasAndWhatIsLeftCanBeSwept(Step step) throws IOException {
        assertThrows(Killed.class, () -> replace(new FailingDisk(step, true), stream(NEW)));
        assertEquals(OLD, Files.readString(file));
        assertEquals(step == Step.OPEN ? 0 : 1, leftovers().size());
        assertEquals(files().size() - 1, leftovers().size());
        AtomicFile.write(file, NEW);
        assertEquals(NEW, Files.readString(file));
    }

    @Test
    void aStreamThatFailsLeavesTheFileAsItWas() throws IOException {
        InputStream failing = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("Stream closed");
                }
                return 'x';
            }
        };
        assertThrows(IOException.class, () -> AtomicFile.write(file, failing));
        assertEquals(OLD, Files.readString(file));
        assertEquals(List.of(file), files());
    }

    @Test
    void everythingIsOnTheDiskBeforeTheFileHasItsNameAndTheFolderAfterIt() throws IOException {
        List<String> steps = new ArrayList<>();
        AtomicFile.Disk disk = new AtomicFile.Disk() {
            @Override
            void force(FileChannel channel) throws IOException {
                steps.add("force " + channel.size());
                super.force(channel);
            }

            @Override
            void rename(Path part, Path to) throws IOException {
                steps.add("rename");
                super.rename(part, to);
            }

            @Override
            void forceFolder(Path forced) throws IOException {
                steps.add("force " + forced.getFileName());
                super.forceFolder(forced);
            }
        };
        replace(disk, stream(NEW));
        assertEquals(List.of("force " + NEW.length(), "rename", "force " + folder.getFileName()), steps);
        assertEquals(NEW, Files.readString(file));
    }

    @Test
    void aFolderThatCannotBeFlushedIsNoFailure() throws IOException {
        replace(new AtomicFile.Disk() {
            @Override
            void forceFolder(Path forced) throws IOException {
                throw new IOException("Invalid argument");
            }
        }, stream(NEW));
        assertEquals(NEW, Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource({"OWNER,rw-------", "SHARED,"})
    void aTemporaryFileOfAGivenNameIsOverwrittenAndTheModesAreThoseAskedFor(Access access, String mode) throws IOException {
        Path part = folder.resolve("given.part");
        Path usual = Files.writeString(folder.resolve("usual"), "");
        if (access == Access.SHARED) {
            Files.writeString(part, NEW + NEW);
        }
        AtomicFile.write(file, part, access, NEW);
        assertEquals(NEW, Files.readString(file));
        assertTrue(Files.notExists(part));
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            assertEquals(mode == null ? PosixFilePermissions.toString(Files.getPosixFilePermissions(usual)) : mode,
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    private void replace(AtomicFile.Disk disk, InputStream content) throws IOException {
        new AtomicFile(disk).replace(file, AtomicFile.temporary(file), OPTIONS, Access.OWNER, content);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes());
    }

    private List<Path> leftovers() throws IOException {
        List<Path> found = new ArrayList<>();
        try (var paths = Files.newDirectoryStream(folder, AtomicFile.leftovers("settings.json"))) {
            paths.forEach(found::add);
        }
        return found;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
