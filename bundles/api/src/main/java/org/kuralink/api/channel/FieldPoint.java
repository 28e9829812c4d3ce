/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.channel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A point of a device: the mapping of a property, service or event of its product to the field
 * protocol (developer guide 9.6).
 *
 * @param place the position in the configuration, for display, for example {@code
 *     modelList[0].properties[3]}; ignored by {@code equals}
 * @param identifier the identifier of the property, service or event in the thing model
 * @param members the members of the entry, as in {@link FieldServer#members}
 */
public record FieldPoint(String place, String identifier, Map<String, Object> members) {

  /** Copies the members. */
  public FieldPoint {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldPoint that
        && identifier.equals(that.identifier)
        && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return identifier.hashCode();
  }
}
