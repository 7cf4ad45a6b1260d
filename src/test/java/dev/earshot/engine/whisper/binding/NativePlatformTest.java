package dev.earshot.engine.whisper.binding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

class NativePlatformTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, flags: fma avx avx2 f16c, libggml.so, debian-amd64/libggml+mf16c+mfma+mavx+mavx2.so, libwhisper.so.1",
        "Linux, amd64, flags: sse2, libggml.so, debian-amd64/libggml.so, libwhisper.so.1",
        "Linux, aarch64, Features: fp asimd crc32 fphp, libggml.so, debian-arm64/libggml+fp16.so, libwhisper.so.1",
        // A Raspberry Pi 4, for which whisper-jni asks for a library that it does not package.
        "Linux, aarch64, Features: fp asimd evtstrm crc32 cpuid, libggml.so, debian-arm64/libggml+crc.so, libwhisper.so.1",
        "Linux, arm, Features: neon crc32, libggml.so, debian-armv7l/libggml+crc.so,",
        "Linux, arm, Features: neon, libggml.so, debian-armv7l/libggml.so,",
        "Mac OS X, aarch64, '', libjnidispatch.jnilib, com/sun/jna/darwin-aarch64/libjnidispatch.jnilib, libwhisper.1.dylib",
        "Mac OS X, x86_64, '', libggml.dylib, macos-amd64/libggml.dylib, libwhisper.1.dylib",
        "Windows 11, amd64, '', whisper-jni.dll, win-amd64/whisper-jni_full.dll,",
    })
    void aPlatformHasItsFiles(String os, String arch, String cpuInfo, String file, String resource, String whisper) {
        NativePlatform platform = NativePlatform.of(os, arch, cpuInfo).orElseThrow();

        assertEquals(resource, platform.resources().get(file));
        assertEquals(whisper, platform.whisper());
        for (String each : platform.resources().values()) {
            assertNotNull(getClass().getClassLoader().getResource(each), each + " is packaged");
        }
    }

    @Test
    void othersHaveNone() {
        assertEquals(Optional.empty(), NativePlatform.of("Linux", "riscv64", ""));
        assertEquals(Optional.empty(), NativePlatform.of("Windows 11", "aarch64", ""));
        assertEquals(Optional.empty(), NativePlatform.of("FreeBSD", "amd64", ""));
    }
}
