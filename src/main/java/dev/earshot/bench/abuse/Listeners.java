package dev.earshot.bench.abuse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Listeners of the event bus' bridge that say what they must not: each is disconnected or answered, and never leaves it waiting. */
final class Listeners implements Attack {

    private static final List<String> MESSAGES = List.of("{\"type\":null}", "{}", "[]", "null", "\"\"",
            "{\"type\":\"send\",\"address\":\"earshot.jobs.submit\",\"body\":{}}",
            "{\"type\":\"register\"}", "{\"type\":\"register\",\"address\":null}", "{\"type\":\"register\",\"address\":[]}", "{\"type\":1}",
                    "{\"type\":{\"a\":1}}",
            "{\"type\":\"register\",\"address\":\"earshot.jobs.changed\",\"headers\":7}", "{", "\u0000",
                    "{\"type\":\"publish\",\"address\":\"earshot.jobs.changed\"}",
            "{\"type\":\"ping\"}", "{\"type\":\"unregister\",\"address\":\"x\"}", "[".repeat(3000));
    private static final int LIMIT_S = 60;

    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "listeners that say what they must not";
    }

    @Override
    public int rounds() {
        return 200;
    }

    @Override
    public void round(Target target, Random random, Tally tally) throws InterruptedException, ExecutionException {
        CompletableFuture<String> reaction = new CompletableFuture<>();
        String message = MESSAGES.get(random.nextInt(MESSAGES.size()));
        try {
            WebSocket socket = client.newWebSocketBuilder().buildAsync(
                    URI.create("ws://" + target.host() + ":" + target.port() + "/eventbus/websocket"), new Reactions(reaction)).get(LIMIT_S, TimeUnit.SECONDS);
            socket.sendText(message, true).join();
            // Whoever is still welcome gets a pong.
            socket.sendText("{\"type\":\"ping\"}", true).handle((sent, failed) -> null).join();
            tally.outcome(reaction.get(LIMIT_S, TimeUnit.SECONDS));
            socket.abort();
        } catch (TimeoutException e) {
            tally.defect(Defect.UNANSWERED, message);
        } catch (CompletionException | ExecutionException e) {
            tally.outcome("disconnected");
        }
    }

    /** The first message that a listener gets. */
    private record Reactions(CompletableFuture<String> first) implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            first.complete("answered");
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, java.nio.ByteBuffer data, boolean last) {
            first.complete("answered");
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            first.complete("disconnected");
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            first.complete("disconnected");
        }
    }
}
