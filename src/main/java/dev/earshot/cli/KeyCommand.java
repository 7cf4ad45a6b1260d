package dev.earshot.cli;

import dev.earshot.digest.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

@Command(name = "key", mixinStandardHelpOptions = true,
        description = "Creates an API key and its digest. Nothing is stored: the service is configured with the digest, its clients send the key.",
        footer = {"", "Several keys may be configured, so that one can be replaced while the other still works.", "", "Example:", "  earshot key"})
final class KeyCommand implements Runnable {

    /** Makes a key recognisable to people, and to scanners for published secrets. */
    private static final String PREFIX = "es-";
    private static final int BYTES = 32;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        MessageDigest digest = Sha256.create();
        digest.update(key.getBytes(StandardCharsets.UTF_8));

        PrintWriter out = spec.commandLine().getOut();
        out.println("key     " + key);
        out.println("digest  " + Sha256.hex(digest));
        out.println();
        out.println("This key is not shown again. Give it to the client:");
        out.println("  EARSHOT_API_KEY=KEY earshot ps            the terminal");
        out.println("  Authorization: Bearer KEY                 over HTTP; OpenAI's clients: api_key");
        out.println("Add the digest to the service's configuration, separated by a space from any others:");
        out.println("  auth.keys in its configuration, or EARSHOT_AUTH_KEYS=DIGEST earshot serve");
        out.flush();
    }
}
