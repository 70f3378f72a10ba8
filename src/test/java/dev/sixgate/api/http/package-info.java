@NullMarked
package dev.sixgate.api.http;

import org.jspecify.annotations.NullMarked;
