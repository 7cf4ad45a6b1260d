package dev.earshot.speech;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ModelNameTest {

    @ParameterizedTest
    @CsvSource({"Systran/faster-whisper-base, base", "Systran/faster-whisper-tiny.en, tiny.en", "openai/whisper-large-v3, large-v3",
        "openai/whisper-large-v3-turbo, large-v3-turbo", "openai/whisper-large, large-v3", "deepdml/faster-whisper-large-v3-turbo-ct2, large-v3-turbo",
        "whisper-small, small", "whisper-medium.en, medium.en", "turbo, large-v3-turbo", "large, large-v3", "whisper-turbo, large-v3-turbo",
        "mlx-community/whisper-base-mlx, base", "SYSTRAN/FASTER-WHISPER-BASE, base"})
    void namesOfOtherProjectsMeanOurs(String theirs, String ours) {
        assertEquals(ours, ModelName.canonical(theirs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "micro.en", "whisper-1", "ünï-模型", "somebody/whisper-base", "openai/whisper-base-french",
        "Systran/faster-distil-whisper-small.en", "/models/whisper-base", "openai/../whisper-base", "large-v3-q5_0", ""})
    void anyOtherNameStays(String name) {
        assertEquals(name, ModelName.canonical(name));
    }

    @Test
    void aNameIsOneLine() {
        for (String name : new String[] {"base", "ünï-模型", "two words", "😀"}) {
            assertTrue(ModelName.isPrintable(name), name);
        }
        for (String name : new String[] {"a\nb", "a\rb", "a\0", "a\u0085b", "a\u2028b", "\u007f"}) {
            assertFalse(ModelName.isPrintable(name), name);
        }
    }

    @Test
    void aPathIsNoName() {
        for (String path : new String[] {"/models/x", "a/b", "C:\\x", "\\x", "/"}) {
            assertTrue(ModelName.isPath(path), path);
        }
        assertFalse(ModelName.isPath("large-v3.en"));
        assertFalse(ModelName.isPath(""));
    }
}
