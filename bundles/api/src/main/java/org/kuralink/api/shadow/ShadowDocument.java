/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The document of a shadow (developer guide 7.1).
 *
 * @param reported the attributes that the device reported, by name
 * @param desired the attributes that applications desire, by name
 * @param version increases with each change
 * @param time the time of the last change, by the platform's clock
 */
public record ShadowDocument(
    Map<String, ShadowAttribute> reported,
    Map<String, ShadowAttribute> desired,
    long version,
    Optional<Instant> time) {

  /** Copies the maps. */
  public ShadowDocument {
    reported = Collections.unmodifiableMap(new LinkedHashMap<>(reported));
    desired = Collections.unmodifiableMap(new LinkedHashMap<>(desired));
  }
}
