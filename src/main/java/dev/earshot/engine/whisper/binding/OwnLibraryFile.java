package dev.earshot.engine.whisper.binding;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A library that is not packaged, and its folder. Both are what links lead to: builds have links for their versions.
 *
 * @param file with whisper.cpp's functions
 */
record OwnLibraryFile(Path file) {

    private static final String NAME = System.mapLibraryName("whisper");

    /**
     * @param path the file, or a folder with one of the usual name in it
     * @throws UnfitLibrary where there is none
     */
    static OwnLibraryFile find(Path path) throws UnfitLibrary {
        Path file = Files.isDirectory(path) ? path.resolve(NAME) : path;
        if (!Files.isRegularFile(file)) {
            throw new UnfitLibrary(Files.isDirectory(path) ? "there is no " + NAME + " in the folder " + path + "." : "there is no file " + path + ".");
        }
        return new OwnLibraryFile(file.toAbsolutePath());
    }

    Path folder() {
        return file.getParent();
    }

    /**
     * Opens it, with what lies beside it of ggml where the dynamic linker does not find that: many builds name folders that are gone, or none. What does not
     * open is not needed, or will be missed. Each pass opens at least one that another needs.
     */
    void open(int flags) {
        if (opens(file, flags)) {
            return;
        }
        List<Path> closed = ggml();
        int before;
        do {
            before = closed.size();
            closed.removeIf(library -> opens(library, flags));
        } while (!closed.isEmpty() && closed.size() < before);
    }

    private List<Path> ggml() {
        List<Path> libraries = new ArrayList<>();
        String prefix = NAME.substring(0, NAME.indexOf("whisper")) + "ggml";
        try (DirectoryStream<Path> beside = Files.newDirectoryStream(folder(), prefix + "*" + NAME.substring(NAME.indexOf('.')))) {
            beside.forEach(libraries::add);
            // Variants for processors, of which one fits: the library itself chooses.
            libraries.removeIf(library -> library.getFileName().toString().startsWith(prefix + "-cpu-"));
        } catch (IOException e) {
            // The linker will say what it misses.
        }
        return libraries;
    }

    private static boolean opens(Path library, int flags) {
        try {
            NativeLibrary.getInstance(library.toString(), Map.of(Library.OPTION_OPEN_FLAGS, flags));
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }
}
