@NullMarked
package dev.sixgate.config;

import org.jspecify.annotations.NullMarked;
