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
 * A point for a trial read or write, described in the format of the pushed model configuration. All
 * values are as in {@link FieldServer#members}.
 *
 * @param serverId the id of a server of the configuration in force; empty if {@code server}
 *     describes the server
 * @param server the members of an entry of {@code serverList}; ignored if {@code serverId} is not
 *     empty
 * @param device the members of a {@code deviceConfig}, for example {@code slaveId} or {@code
 *     displayNamePath}
 * @param point the members of a property of {@code modelList}, for example {@code registerAddress}
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
