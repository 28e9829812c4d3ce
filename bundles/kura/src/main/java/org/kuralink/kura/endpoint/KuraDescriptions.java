/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

/** Constants for the component descriptions of publishers and subscribers. */
public final class KuraDescriptions {

  /**
   * The version of the descriptions. Kura needs {@code service.pid} in a description, and a single
   * string as {@code service.pid} of the service. From version 1.3 on the service would have a list
   * of both PIDs, which Kura would take for the name of a configuration.
   */
  public static final String ONE_PID = "http://www.osgi.org/xmlns/scr/v1.2.0";

  private KuraDescriptions() {}
}
