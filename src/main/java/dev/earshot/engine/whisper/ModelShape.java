package dev.earshot.engine.whisper;

import java.util.HashMap;
import java.util.Map;

/** The dimensions in a Whisper model's header, and the tensors that follow from them. State is the width of audio and text alike. */
record ModelShape(int vocabulary, int audioContext, int state, int audioLayers, int textContext, int textLayers, int mels) {

    /** Every tensor's name and extent (innermost first, padded to four), as whisper.cpp creates them; the caller's own copy. */
    Map<String, int[]> tensors() {
        Map<String, int[]> tensors = new HashMap<>();
        put(tensors, "encoder.positional_embedding", state, audioContext);
        put(tensors, "encoder.conv1.weight", 3, mels, state);
        put(tensors, "encoder.conv1.bias", 1, state);
        put(tensors, "encoder.conv2.weight", 3, state, state);
        put(tensors, "encoder.conv2.bias", 1, state);
        norm(tensors, "encoder.ln_post");
        for (int i = 0; i < audioLayers; i++) {
            block(tensors, "encoder.blocks." + i);
        }
        put(tensors, "decoder.positional_embedding", state, textContext);
        put(tensors, "decoder.token_embedding.weight", state, vocabulary);
        norm(tensors, "decoder.ln");
        for (int i = 0; i < textLayers; i++) {
            block(tensors, "decoder.blocks." + i);
            norm(tensors, "decoder.blocks." + i + ".cross_attn_ln");
            attention(tensors, "decoder.blocks." + i + ".cross_attn");
        }
        return tensors;
    }

    private void block(Map<String, int[]> tensors, String name) {
        norm(tensors, name + ".mlp_ln");
        linear(tensors, name + ".mlp.0", state, 4 * state);
        linear(tensors, name + ".mlp.2", 4 * state, state);
        norm(tensors, name + ".attn_ln");
        attention(tensors, name + ".attn");
    }

    private void attention(Map<String, int[]> tensors, String name) {
        linear(tensors, name + ".query", state, state);
        put(tensors, name + ".key.weight", state, state);
        linear(tensors, name + ".value", state, state);
        linear(tensors, name + ".out", state, state);
    }

    private void norm(Map<String, int[]> tensors, String name) {
        put(tensors, name + ".weight", state);
        put(tensors, name + ".bias", state);
    }

    private void linear(Map<String, int[]> tensors, String name, int from, int to) {
        put(tensors, name + ".weight", from, to);
        put(tensors, name + ".bias", to);
    }

    private static void put(Map<String, int[]> tensors, String name, int... extent) {
        int[] padded = {1, 1, 1, 1};
        System.arraycopy(extent, 0, padded, 0, extent.length);
        tensors.put(name, padded);
    }
}
