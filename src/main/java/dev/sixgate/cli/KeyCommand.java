package dev.sixgate.cli;

import dev.sixgate.audit.tlog.NoteSigner;
import java.io.PrintStream;
import java.util.List;

/** {@code key NAME}: makes a key that signs an audit trail. */
public final class KeyCommand {
    /** The first argument of this command. */
    public static final String NAME = "key";

    private static final int DONE = 0;
    private static final int WRONG_USAGE = 2;
    private static final String USAGE = """
            usage: key NAME

            makes a key for the audit trail called NAME, a URL without its scheme: sixgate.example.com/audit
            The key itself goes to standard output, for sixgate.audit.signing-key or the file that it names; whoever has it can
            sign as the log. The verifier key, for those who check, goes to standard error.

            exit status: 0 done, 2 wrong usage""";

    private KeyCommand() {}

    /**
     * Runs the command.
     *
     * @param arguments those after {@value #NAME}
     * @return the exit status
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.equals(List.of("--help"))) {
            out.println(USAGE);
            return DONE;
        }
        if (arguments.size() != 1 || arguments.get(0).startsWith("-")) {
            err.println("key takes one NAME");
            err.println(USAGE);
            return WRONG_USAGE;
        }
        try {
            NoteSigner signer = NoteSigner.generate(arguments.get(0));
            out.println(signer.secret());
            err.println(signer.key());
            return DONE;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_USAGE;
        }
    }
}
