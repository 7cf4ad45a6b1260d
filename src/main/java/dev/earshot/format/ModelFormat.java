package dev.earshot.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A form in which models are kept. Only what is small is read of a file; an engine looks closer before it loads one. Thread-safe. */
public interface ModelFormat {

    /** The engine that loads such models, as catalogs call it. */
    String engine();

    /** The model of which a file in the models folder is, by the file's name; empty where it is of none in this form. */
    Optional<String> modelOf(String fileName);

    /** Whether a file begins as this format does. Blocking. */
    boolean isFormatOf(Path model) throws IOException;

    /** What a file tells, be it of this format or not. Blocking. */
    ModelFacts read(Path model) throws IOException;
}
