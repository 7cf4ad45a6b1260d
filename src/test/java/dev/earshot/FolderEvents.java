package dev.earshot;

import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.Callable;

/** Waits for what other processes do in a folder, by the file system's events. */
public final class FolderEvents {

    private FolderEvents() {
    }

    /** @param wanted asked at once and after every change in the folder, which has to exist */
    public static void await(Path folder, Callable<Boolean> wanted) throws Exception {
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (!wanted.call()) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
            }
        }
    }
}
