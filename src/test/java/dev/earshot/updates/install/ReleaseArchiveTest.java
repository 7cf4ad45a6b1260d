package dev.earshot.updates.install;

import dev.earshot.bus.Fault;
import dev.earshot.updates.install.ReleaseArchive.ArchiveBounds;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReleaseArchiveTest {

    private static final String TOP = "earshot-1.2.0";
    private static final byte[] SMALL = {1, 2, 3};

    @TempDir
    private Path scratch;
    private Path folder;

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createDirectory(scratch.resolve("unpacked"));
    }

    @Test
    void aReleaseIsUnpackedWithItsModesTimesAndLinks() throws IOException {
        Path tree = unpack(tar -> {
            TestRelease.content(tar, "1.2.0");
            TestRelease.put(tar, TOP + "/lib/deep/a.jar", SMALL, 0666);
            TestRelease.put(tar, TOP + "/runtime/java", SMALL, 06777);
            link(tar, TOP + "/legal/copy", "../lib/deep/a.jar");
        });
        assertEquals(folder.resolve(TOP), tree);
        assertEquals("1.2.0\n", Files.readString(tree.resolve("VERSION")));
        assertEquals("rwxr-xr-x", mode(tree.resolve("earshot")));
        assertEquals("rw-r--r--", mode(tree.resolve("lib/deep/a.jar")));
        assertEquals("rwxr-xr-x", mode(tree.resolve("runtime/java")));
        assertEquals(Path.of("../lib/deep/a.jar"), Files.readSymbolicLink(tree.resolve("legal/copy")));
        for (String each : List.of("VERSION", "lib/deep/a.jar", "lib/deep", "lib", "legal", "")) {
            assertEquals(TestRelease.TIME, Files.getLastModifiedTime(tree.resolve(each)), each);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../escaped", TOP + "/../escaped", TOP + "/a/../../escaped", "other/file", "file", TOP + "/./a", TOP + "//a",
            TOP + "/a\\..\\..\\escaped", TOP + "/C:", TOP + "/a\nb", TOP + "/..", "./" + TOP + "/a"})
    void aNameOutOfTheFolderIsRefused(String name) throws IOException {
        refused("has a name that is not inside of", tar -> TestRelease.put(tar, name, SMALL, 0644));
        assertEquals(List.of(folder, scratch.resolve("a.tar.gz")).stream().sorted().toList(), TestRelease.files(scratch).stream().sorted().toList());
    }

    @ParameterizedTest
    @CsvSource({"a,/etc/passwd", "a,../../escaped", "a,..", "d/a,../../x", "a,nowhere", "a,a"})
    void aLinkOutOfTheFolderOrToNowhereIsRefused(String name, String target) throws IOException {
        refused("has a link that leads nowhere or out of it", tar -> link(tar, TOP + "/" + name, target));
    }

    /** Each link looks as if it led into the folder. */
    @Test
    void aLinkThatLeadsOutByWayOfAnotherIsRefused() throws IOException {
        Files.writeString(folder.resolve("outside"), "");
        refused("has a link that leads nowhere or out of it", tar -> {
            TestRelease.put(tar, TOP + "/d/e/file", SMALL, 0644);
            TestRelease.put(tar, TOP + "/d/outside", SMALL, 0644);
            link(tar, TOP + "/d/e/up", "../..");
            link(tar, TOP + "/d/e/out", "up/../outside");
        });
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        refused("has something inside of what is no folder", tar -> {
            link(tar, TOP + "/web", ".");
            TestRelease.put(tar, TOP + "/web/index.html", SMALL, 0644);
        });
        assertFalse(Files.exists(folder.resolve(TOP).resolve("index.html")));
    }

    @ParameterizedTest
    @ValueSource(bytes = {TarConstants.LF_LINK, TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO, TarConstants.LF_CONTIG})
    void hardLinksAndDevicesAreRefused(byte type) throws IOException {
        refused("has something that is no file, folder or link", tar -> {
            TarArchiveEntry entry = new TarArchiveEntry(TOP + "/device", type);
            entry.setLinkName(TOP + "/VERSION");
            TestRelease.put(tar, entry, null);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/VERSION", "/version", "/Earshot"})
    void aNameThatComesTwiceIsRefused(String name) throws IOException {
        refused("has a name twice", tar -> TestRelease.put(tar, TOP + name, SMALL, 0644));
    }

    @Test
    void tooManyFilesAreRefused() throws IOException {
        refused("has more than 100 files", tar -> {
            for (int i = 0; i < 100; i++) {
                TestRelease.put(tar, TOP + "/" + i, SMALL, 0644);
            }
        });
    }

    /** A megabyte that is a thousand bytes packed. */
    @Test
    void tooManyBytesAreRefusedAsSoonAsTheyAreRead() throws IOException {
        refused("is larger than 1 MB unpacked", tar -> TestRelease.put(tar, TOP + "/zeros", new byte[1_100_000], 0644));
        assertTrue(Files.size(folder.resolve(TOP).resolve("zeros")) <= 1_000_000);
    }

    @Test
    void anArchiveOfAnotherVersionIsRefused() throws IOException {
        Path archive = TestRelease.tarGz(scratch.resolve("a.tar.gz"), tar -> TestRelease.content(tar, "1.1.0"));
        assertThrows(Fault.class, () -> ReleaseArchive.unpack(archive, "1.2.0", folder, ArchiveBounds.STANDARD));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 200})
    void aCutArchiveIsRefused(int bytes) throws IOException {
        Path whole = TestRelease.tarGz(scratch.resolve("a.tar.gz"), tar -> TestRelease.content(tar, "1.2.0"));
        assertTrue(Files.size(whole) > bytes);
        Path cut = Files.write(scratch.resolve("cut.tar.gz"), Arrays.copyOf(Files.readAllBytes(whole), bytes));
        Fault fault = assertThrows(Fault.class, () -> ReleaseArchive.unpack(cut, "1.2.0", folder, ArchiveBounds.STANDARD));
        assertTrue(fault.getMessage().contains("its archive"), fault.getMessage());
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        Path html = Files.writeString(scratch.resolve("a.tar.gz"), "<html>404");
        assertThrows(Fault.class, () -> ReleaseArchive.unpack(html, "1.2.0", folder, ArchiveBounds.STANDARD));
    }

    private Path unpack(Consumer<TarArchiveOutputStream> content) throws IOException {
        return ReleaseArchive.unpack(TestRelease.tarGz(scratch.resolve("a.tar.gz"), content), "1.2.0", folder, new ArchiveBounds(100, 1_000_000));
    }

    private void refused(String why, Consumer<TarArchiveOutputStream> more) {
        Fault fault = assertThrows(Fault.class, () -> unpack(tar -> {
            TestRelease.content(tar, "1.2.0");
            more.accept(tar);
        }));
        assertEquals(Fault.Code.DOWNLOAD_FAILED, fault.code());
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
    }

    private static void link(TarArchiveOutputStream tar, String name, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        TestRelease.put(tar, entry, null);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
