package dev.earshot;

import dev.earshot.cli.EarshotCommand;

/** Where the program starts. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) {
        System.exit(EarshotCommand.run(args));
    }
}
