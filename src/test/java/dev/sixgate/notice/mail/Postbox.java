package dev.sixgate.notice.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An SMTP server on this machine: keeps what it took, and answers as it is told to. */
public final class Postbox implements AutoCloseable {
    private static final String END = "END";

    private final ServerSocket server;
    private final Thread acceptor;
    private final List<Mail> got = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private volatile boolean hangs;

    /** What it took: the envelope, and the lines of the message as they came. */
    public record Mail(String from, List<String> to, List<String> lines) {
        /** A header's value; empty where there is none. */
        public String header(String name) {
            return lines.stream()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .collect(Collectors.joining("|"));
        }

        /** Everything, with quoted-printable lines put together again. */
        public String text() {
            return String.join("\n", lines).replace("=\n", "").replace("=3D", "=");
        }
    }

    public Postbox(int port) {
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = daemon(this::accept);
    }

    /** How a command, or END of the text, is answered from now on. */
    public void answers(String command, String answer) {
        answers.put(command, answer);
    }

    /** Whether whoever comes from now on is kept waiting for ever. */
    public void hangs(boolean yes) {
        hangs = yes;
    }

    public List<Mail> got() {
        return got;
    }

    /** How many connections the other side holds open. */
    public long connections() {
        return open.stream().filter(each -> !each.isClosed()).count();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                daemon(() -> talk(socket));
            }
        } catch (IOException closed) {
            // That is the end.
        }
    }

    private void talk(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = socket.getOutputStream();
            if (!hangs) {
                say(out, "220 postbox");
            }
            String from = "";
            List<String> to = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.equals("QUIT"); line = in.readLine()) {
                String command = line.length() < 4 ? line : line.substring(0, 4);
                String answer = answers.getOrDefault(command, command.equals("DATA") ? "354 go on" : "250 so be it");
                say(out, answer);
                if (command.equals("MAIL")) {
                    from = line.substring("MAIL FROM:".length());
                } else if (command.equals("RCPT")) {
                    to.add(line.substring("RCPT TO:".length()));
                } else if (command.equals("DATA") && answer.startsWith("354")) {
                    got.add(new Mail(from, List.copyOf(to), text(in)));
                    say(out, answers.getOrDefault(END, "250 taken"));
                }
            }
        } catch (IOException gone) {
            // Whoever goes away in the middle has said nothing.
        }
    }

    private static List<String> text(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "postbox");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        try {
            server.close();
            // Until whoever waits for connections has woken up, the port is still taken.
            acceptor.join();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
