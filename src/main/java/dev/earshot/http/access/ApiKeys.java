package dev.earshot.http.access;

import dev.earshot.bus.Fault;
import dev.earshot.config.Config;
import dev.earshot.http.answer.ProblemResponse;
import dev.earshot.http.request.AssetPaths;
import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Lets only those in who have a key, where keys are configured. Digests alone are known here. A key has 256 random bits
 * ({@code earshot key}), so a fast digest without salt is as good as a slow one: there is nothing to guess.
 */
public final class ApiKeys {

    /** What needs no key: liveness, and what a browser loads before a person can give it one; so do {@link AssetPaths}. Nothing that is anybody's data. */
    private static final Set<String> OPEN = Set.of("/health", "/", "/openapi.yaml", "/asyncapi.yaml");
    static final String SCHEME = "bearer ";

    private final List<byte[]> digests;

    private ApiKeys(List<byte[]> digests) {
        this.digests = digests;
    }

    /** @throws Fault {@code bad-request} where other machines could reach the service, and nothing says who may use it */
    public static ApiKeys of(Config config) {
        List<byte[]> digests = Stream.of(config.auth().keys().split("\\s+")).filter(text -> !text.isEmpty())
                .map(HexFormat.of()::parseHex).toList();
        if (digests.isEmpty() && config.auth().required() == Config.Required.AUTO && !loopback(config.host())) {
            throw Fault.badRequest("On " + config.host() + " other machines can reach the service, so it requires an API key. 'earshot key' makes"
                    + " one and prints its digest, which goes into auth.keys or EARSHOT_AUTH_KEYS. Where only those who may can reach it,"
                    + " auth.required: never or EARSHOT_AUTH_REQUIRED=never does without; --host 127.0.0.1 serves this machine alone.");
        }
        return new ApiKeys(digests);
    }

    /**
     * Why a request is refused, if it is.
     *
     * @param path          as it was sent
     * @param authorization the {@code Authorization} header, or null
     */
    Optional<ProblemResponse> refuse(String path, String authorization) {
        if (digests.isEmpty() || isOpen(path)) {
            return Optional.empty();
        }
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.of(ProblemResponse.unauthorized(
                    "This service requires an API key: send the header 'Authorization: Bearer KEY' or 'X-API-Key: KEY'."));
        }
        return knows(authorization.substring(SCHEME.length()).strip()) ? Optional.empty()
                : Optional.of(ProblemResponse.unauthorized("This API key is not one of this service's; ask who runs it for another."));
    }

    /** Whether who is let in at a path has shown a key, as far as keys are configured. */
    boolean identifies(String path) {
        return digests.isEmpty() || !isOpen(path);
    }

    private static boolean isOpen(String path) {
        return path != null && (OPEN.contains(path) || AssetPaths.resource(path).isPresent());
    }

    /** In a time that depends on the number of keys alone. */
    private boolean knows(String key) {
        byte[] digest = SmallDigests.sha256(key.getBytes(StandardCharsets.UTF_8));
        boolean known = false;
        for (byte[] one : digests) {
            known |= MessageDigest.isEqual(one, digest);
        }
        return known;
    }

    /** Whether an address means this machine alone; names are not looked up, so no other name does. */
    private static boolean loopback(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return address == null ? host.equalsIgnoreCase("localhost") : InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
