package dev.earshot.http;

import dev.earshot.bus.Fault;

/** Over HTTP a model is named; paths, which say what lies where on this machine, are for the terminal and the bus. */
final class ModelNames {

    private ModelNames() {
    }

    /** @return the name itself, null included */
    static String check(String name) {
        if (name != null && (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0)) {
            throw new Fault(Fault.Code.MODEL_NOT_FOUND, "There is no model named '" + name
                    + "': over HTTP a model goes by its name, not by a path; GET /v1/models lists the names.");
        }
        return name;
    }
}
