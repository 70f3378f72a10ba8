package dev.sixgate.notice.send;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.DnsResolver;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.BasicHttpClientConnectionManager;

/** Clients that connect to addresses that were looked at, and to these alone. */
final class Connections {
    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_LINE = 8_192;

    private Connections() {}

    /** A client for one request. It knows no proxy, cookie or password, and does nothing a second time. */
    static CloseableHttpClient client(Destinations allowed, Duration limit) {
        int millis = Math.toIntExact(limit.toMillis());
        var connections = new BasicHttpClientConnectionManager(
                RegistryBuilder.<ConnectionSocketFactory>create()
                        .register("http", PlainConnectionSocketFactory.getSocketFactory())
                        .register("https", SSLConnectionSocketFactory.getSocketFactory())
                        .build(),
                null,
                null,
                resolver(allowed));
        connections.setConnectionConfig(ConnectionConfig.custom()
                .setCharset(StandardCharsets.UTF_8)
                .setMessageConstraints(MessageConstraints.custom()
                        .setMaxHeaderCount(MOST_HEADERS)
                        .setMaxLineLength(LONGEST_LINE)
                        .build())
                .build());
        return HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(millis)
                        .setSocketTimeout(millis)
                        .setCookieSpec(CookieSpecs.IGNORE_COOKIES)
                        .setContentCompressionEnabled(false)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableContentCompression()
                .build();
    }

    /** Whoever has one address inside is not to be trusted with the others. */
    private static DnsResolver resolver(Destinations allowed) {
        return host -> {
            InetAddress[] found = InetAddress.getAllByName(host);
            for (InetAddress address : found) {
                if (!allowed.mayBe(host, address)) {
                    throw refused();
                }
            }
            return found;
        };
    }

    private static UnknownHostException refused() {
        return new Failures.NotAllowed();
    }
}
