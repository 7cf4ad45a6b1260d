package dev.earshot.speech;

/**
 * A head of a model's text decoder that looks at the sound of the word it writes: by it words are found in the audio.
 *
 * @param layer of the decoder, from 0
 * @param head  of that layer, from 0
 */
public record AlignmentHead(int layer, int head) {
}
