package dev.earshot.http.request;

import dev.earshot.bus.Fault;
import dev.earshot.speech.ModelName;

/** Over HTTP a model is known by its name; paths, which reveal this machine's folders, are for the terminal. */
public final class ModelNames {

    /** Characters of a wrong name that the message repeats. */
    private static final int SHOWN = 100;

    private ModelNames() {
    }

    /**
     * The name that a model has here, null for none.
     *
     * @param asked as the client wrote it, or null
     * @throws Fault {@code model-not-found} where it can be no name
     */
    public static String check(String asked) {
        if (asked == null) {
            return null;
        }
        // Which of the names without a path are ours is for the models module to say: it knows the files.
        String name = ModelName.isPath(asked) ? ModelName.canonical(asked.strip()) : asked;
        if (ModelName.isPath(name) || !ModelName.isPrintable(name)) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model named '" + shown(name)
                    + "': over HTTP a model goes by its name, not by a path; GET /v1/models lists the names.");
        }
        return name;
    }

    private static String shown(String name) {
        String line = name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }
}
