package dev.earshot.engine.whisper.binding;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What whisper-jni 1.7.1 and JNA package for a system. Pure.
 *
 * @param resources what a file is to be called, and the resource that it comes from
 * @param whisper   the file with whisper.cpp's C API; null where the package exports none (Windows) or its structs are not known here (32 bits)
 */
record NativePlatform(Map<String, String> resources, String whisper) {

    private static final String JNA = "com/sun/jna/";

    /**
     * @param os      {@code os.name}
     * @param arch    {@code os.arch}
     * @param cpuInfo the text of /proc/cpuinfo, empty where there is none
     * @return empty where nothing is packaged
     */
    static Optional<NativePlatform> of(String os, String arch, String cpuInfo) {
        String cpu = switch (arch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64", "arm64" -> "arm64";
            default -> arch.startsWith("arm") ? "armv7l" : "";
        };
        String system = os.toLowerCase(Locale.ROOT);
        if (system.contains("linux") && !cpu.isEmpty()) {
            return Optional.of(linux(cpu, cpuInfo));
        }
        if (system.startsWith("mac") && (cpu.equals("amd64") || cpu.equals("arm64"))) {
            return Optional.of(mac(cpu));
        }
        if (system.startsWith("windows") && cpu.equals("amd64")) {
            // The other DLL of the package is for those who have a whisper.dll of their own.
            return Optional.of(new NativePlatform(Map.of("whisper-jni.dll", "win-amd64/whisper-jni_full.dll"), null));
        }
        return Optional.empty();
    }

    private static NativePlatform linux(String cpu, String cpuInfo) {
        String ggml = switch (cpu) {
            case "amd64" -> Stream.of("avx2", "fma", "f16c").allMatch(cpuInfo::contains) ? "libggml+mf16c+mfma+mavx+mavx2.so" : "libggml.so";
            // The package asks for a libggml.so where there is no fphp (a Raspberry Pi 4), and has none.
            case "arm64" -> cpuInfo.contains("fphp") ? "libggml+fp16.so" : "libggml+crc.so";
            default -> cpuInfo.contains("crc32") ? "libggml+crc.so" : "libggml.so";
        };
        String from = "debian-" + cpu + "/";
        Map<String, String> resources = new LinkedHashMap<>();
        resources.put("libggml.so", from + ggml);
        resources.put("libwhisper.so.1", from + "libwhisper.so.1");
        resources.put("libwhisper-jni.so", from + "libwhisper-jni.so");
        if (cpu.equals("armv7l")) {
            return new NativePlatform(resources, null);
        }
        resources.put("libjnidispatch.so", JNA + (cpu.equals("amd64") ? "linux-x86-64" : "linux-aarch64") + "/libjnidispatch.so");
        return new NativePlatform(resources, "libwhisper.so.1");
    }

    private static NativePlatform mac(String cpu) {
        String from = "macos-" + cpu + "/";
        Map<String, String> resources = new LinkedHashMap<>();
        resources.put("libggml.dylib", from + "libggml.dylib");
        resources.put("libwhisper.1.dylib", from + "libwhisper.1.dylib");
        resources.put("libwhisper-jni.dylib", from + "libwhisper-jni.dylib");
        resources.put("libjnidispatch.jnilib", JNA + (cpu.equals("amd64") ? "darwin-x86-64" : "darwin-aarch64") + "/libjnidispatch.jnilib");
        return new NativePlatform(resources, "libwhisper.1.dylib");
    }
}
