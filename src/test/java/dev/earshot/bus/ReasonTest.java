package dev.earshot.bus;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What is told of failures to people who are not to learn where things lie. */
class ReasonTest {

    @Test
    void foldersAreNotTold() {
        assertEquals("permission denied", FailureReason.of(new AccessDeniedException("/srv/data/tmp")));
        assertEquals("it is not there", FailureReason.of(new NoSuchFileException("/srv/data/models/ggml-base.bin")));
        assertEquals("another file is in its place", FailureReason.of(new FileAlreadyExistsException("/srv/data/tmp/1")));
        assertEquals("No space left on device", FailureReason.of(new FileSystemException("/srv/data/native/lock", null, "No space left on device")));
        assertEquals("FileSystemException", FailureReason.of(new FileSystemException("/srv/data")));
        assertEquals("Cannot run program \"ffmpeg\": error=13, Permission denied",
                FailureReason.of(new IOException("Cannot run program \"/srv/data/native/ffmpeg-1/ffmpeg\": error=13, Permission denied")));
        assertEquals("Cannot run program \"ffmpeg.exe\": CreateProcess error=5",
                FailureReason.of(new IOException("Cannot run program \"C:\\data\\ffmpeg.exe\": CreateProcess error=5")));
        assertEquals("libwhisper.so: libgomp.so.1: cannot open shared object file",
                FailureReason.of(new UnsatisfiedLinkError("/srv/data/tmp/engine-1/libwhisper.so: libgomp.so.1: cannot open shared object file")));
        assertEquals("Broken pipe and/or 3 MB/s", FailureReason.of(new IOException("Broken pipe and/or 3 MB/s")));
    }
}
