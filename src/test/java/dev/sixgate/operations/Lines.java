package dev.sixgate.operations;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;

/** What some part of the service logs, with what each line is about, as long as this is open. */
final class Lines extends ExtHandler {
    private final List<Line> logged = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Level before;

    record Line(String text, Map<String, String> about) {}

    private Lines(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
    }

    static Lines of(String category, Level level) {
        Lines lines = new Lines(Logger.getLogger(category));
        lines.logger.setLevel(level);
        lines.logger.addHandler(lines);
        return lines;
    }

    @Override
    protected void doPublish(ExtLogRecord line) {
        logged.add(new Line(line.getFormattedMessage(), line.getMdcCopy()));
    }

    /** Those with that text. */
    List<Line> with(String text) {
        return logged.stream().filter(line -> line.text().contains(text)).toList();
    }

    /** Those that were logged for that request. */
    List<Line> of(String request) {
        return logged.stream()
                .filter(line -> request.equals(line.about().get("request")))
                .toList();
    }

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
