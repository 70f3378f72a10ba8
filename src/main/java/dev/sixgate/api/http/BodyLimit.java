package dev.sixgate.api.http;

import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Stops reading bodies that turn out to be larger than any body may be; those that say so are refused before. */
class BodyLimit {
    private static final int TOO_LARGE = 413;

    @ServerRequestFilter
    void limit(ContainerRequestContext request) {
        if (request.getHeaderString("Transfer-Encoding") != null) {
            request.setEntityStream(new Limited(
                    request.getEntityStream(),
                    BodySize.mostFor(request.getUriInfo().getRequestUri().getPath())));
        }
    }

    /** Gives out so many bytes, and then refuses the request. */
    private static final class Limited extends FilterInputStream {
        private final int most;
        private int given;

        Limited(InputStream stream, int most) {
            super(stream);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            given += read;
            if (given > most) {
                throw new ClientErrorException(TOO_LARGE);
            }
        }
    }
}
