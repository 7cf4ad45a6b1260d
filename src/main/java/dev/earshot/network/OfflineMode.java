package dev.earshot.network;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether the user has said that nothing may be asked for outside of this machine. Pure. */
public final class OfflineMode {

    /** The values that huggingface_hub accepts as true. */
    private static final Set<String> TRUE_VALUES = Set.of("1", "ON", "YES", "TRUE");

    private OfflineMode() {
    }

    /** @param env the environment: HF_HUB_OFFLINE */
    public static boolean of(Map<String, String> env) {
        return TRUE_VALUES.contains(env.getOrDefault("HF_HUB_OFFLINE", "").strip().toUpperCase(Locale.ROOT));
    }
}
