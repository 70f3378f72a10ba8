/** What the generated OpenAPI document says besides the resources' own words: who may call, and each problem's answer. */
@NullMarked
package dev.sixgate.api.openapi;

import org.jspecify.annotations.NullMarked;
