package dev.sixgate.notice.mail;

import dev.sixgate.notice.hook.Mailboxes;
import io.quarkus.mailer.runtime.MailerRuntimeConfig;
import io.quarkus.mailer.runtime.Mailers;
import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.ext.mail.mailencoder.EmailAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** The server that takes our mail, as {@code quarkus.mailer.*} says; it is looked at only where somebody is told by e-mail. */
@ApplicationScoped
class SmtpServer {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int PORT = 25;
    private static final int TLS_PORT = 465;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Config config;
    private final MailersRuntimeConfig settings;
    private final TlsConfigurationRegistry tls;

    SmtpServer(Config config, MailersRuntimeConfig settings, TlsConfigurationRegistry tls) {
        this.config = config;
        this.settings = settings;
        this.tls = tls;
    }

    /** A receiver by e-mail without a server would be silence. */
    void checkAtStart(@Observes StartupEvent started, Mailboxes mailboxes) {
        if (!mailboxes.all().isEmpty()) {
            check();
        }
    }

    /** @throws IllegalArgumentException if it cannot be written to as it is configured */
    void check() {
        // The default is localhost, which is a mail server nowhere but by accident: it has to be said.
        if (config.getConfigValue("quarkus.mailer.host").getSourceOrdinal() == Integer.MIN_VALUE) {
            throw new IllegalArgumentException(
                    "sixgate.mail is set, and quarkus.mailer.host is not: write the name of the SMTP server.");
        }
        String from = settings().from().orElse("");
        if (from.isBlank() || CONTROL.matcher(from).find() || address(from).indexOf('@') < 1) {
            throw new IllegalArgumentException(
                    "sixgate.mail is set, and quarkus.mailer.from is no address: write Sixgate <sixgate@example.com>.");
        }
    }

    String from() {
        return settings().from().orElseThrow();
    }

    /** Of the sender's address: what ids of mails end with. */
    String domain() {
        String address = address(from());
        return address.substring(address.indexOf('@') + 1);
    }

    /** For one connection, which ends a little after the limit, whatever the server does. */
    MailConfig config(Duration limit) {
        MailerRuntimeConfig given = settings();
        boolean secure = given.tls().orElse(given.ssl());
        MailConfig smtp = new MailConfig()
                .setHostname(given.host())
                .setPort(given.port().orElse(secure ? TLS_PORT : PORT))
                .setSsl(secure)
                .setStarttls(StartTLSOptions.valueOf(given.startTLS().toUpperCase(Locale.ROOT)))
                .setLogin(LoginOption.valueOf(given.login().toUpperCase(Locale.ROOT)))
                .setKeepAlive(false)
                .setPipelining(false)
                .setConnectTimeout(Math.toIntExact(limit.toMillis()))
                .setIdleTimeout(Math.toIntExact(limit.plus(GRACE).toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        given.username().ifPresent(smtp::setUsername);
        given.password().ifPresent(smtp::setPassword);
        given.authMethods().ifPresent(smtp::setAuthMethods);
        given.ownHostName().ifPresent(smtp::setOwnHostname);
        given.tlsConfigurationName().ifPresent(name -> trust(smtp, name));
        return smtp;
    }

    private void trust(MailConfig smtp, String name) {
        TlsConfiguration trusted = tls.get(name)
                .orElseThrow(() -> new IllegalStateException("quarkus.tls." + name + " is nowhere configured"));
        if (trusted.getTrustStoreOptions() != null) {
            smtp.setTrustOptions(trusted.getTrustStoreOptions());
        }
        if (trusted.getKeyStoreOptions() != null) {
            smtp.setKeyCertOptions(trusted.getKeyStoreOptions());
        }
        smtp.setTrustAll(trusted.isTrustAll());
    }

    private MailerRuntimeConfig settings() {
        return Objects.requireNonNull(settings.mailers().get(Mailers.DEFAULT_MAILER_NAME), "the only mailer");
    }

    private static String address(String written) {
        try {
            return new EmailAddress(written).getEmail();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
