package dev.earshot.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The formats that there are, and what files of any of them tell. Each file is read once, until it changes. Thread-safe. */
public final class ModelFormats {

    /** A new format is a line here; the first one says what is wrong with a file that is of none. */
    static final List<ModelFormat> ALL = List.of(new GgmlFormat());

    private static final int MOST_KEPT = 1000;
    private static final Map<FileState, ModelFacts> KNOWN = new ConcurrentHashMap<>();

    private record FileState(Path file, long size, long modified) {
    }

    private ModelFormats() {
    }

    /** The model of which a file in the models folder is, by the file's name. */
    public static Optional<String> modelOf(Path file) {
        return ALL.stream().map(format -> format.modelOf(file.getFileName().toString())).flatMap(Optional::stream).findFirst();
    }

    /** What a file tells. Blocking. */
    public static ModelFacts read(Path file) {
        try {
            FileState state = new FileState(file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
            ModelFacts known = KNOWN.get(state);
            if (known == null) {
                known = of(file).read(file);
                if (KNOWN.size() > MOST_KEPT) {
                    KNOWN.clear();
                }
                KNOWN.put(state, known);
            }
            return known;
        } catch (IOException e) {
            return ModelFacts.unusable("it cannot be read");
        }
    }

    private static ModelFormat of(Path file) throws IOException {
        for (ModelFormat format : ALL) {
            if (format.isFormatOf(file)) {
                return format;
            }
        }
        return ALL.get(0);
    }
}
