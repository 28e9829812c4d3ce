/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kuralink.api.connection.Reply;

/**
 * The platform's reply to a query for desired properties.
 *
 * @param reply the reply, with any result code
 * @param values the desired values by identifier; a property without a desired value is absent
 */
public record DesiredProperties(Reply reply, Map<String, DesiredValue> values) {

  /** Copies the map. */
  public DesiredProperties {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns whether the query succeeded. */
  public boolean isSuccess() {
    return reply.isSuccess();
  }
}
