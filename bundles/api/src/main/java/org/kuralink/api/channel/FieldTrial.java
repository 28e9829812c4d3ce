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
 * A point that a person wants to try, in the words of the pushed model configuration. All values
 * are as of {@link FieldServer#members}.
 *
 * @param serverId of a server of the configuration in force; empty for one that {@code server}
 *     describes
 * @param server members of an entry of {@code serverList}; they count only without a {@code
 *     serverId}
 * @param device members of a {@code deviceConfig}, for example {@code slaveId} or {@code
 *     displayNamePath}
 * @param point members of a property of {@code modelList}, for example {@code registerAddress}
 */
public record FieldTrial(
    String serverId,
    Map<String, Object> server,
    Map<String, Object> device,
    Map<String, Object> point) {

  /** Copies the maps. */
  public FieldTrial {
    server = Collections.unmodifiableMap(new LinkedHashMap<>(server));
    device = Collections.unmodifiableMap(new LinkedHashMap<>(device));
    point = Collections.unmodifiableMap(new LinkedHashMap<>(point));
  }
}
