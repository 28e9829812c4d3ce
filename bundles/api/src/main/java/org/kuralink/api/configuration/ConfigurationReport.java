/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reports errors in the configuration of a component, for display. A component registers this
 * interface together with its service, which has the properties {@code kura.service.pid} and {@code
 * service.pid}. A service without these properties reports on several configurations: each of its
 * messages begins with the PID of the configuration and a colon.
 */
@ConsumerType
public interface ConfigurationReport {

  /**
   * Returns the current errors; each begins with the name of the property and says what is allowed.
   * Empty if there are none. Any thread may call; does not block.
   */
  List<String> problems();
}
