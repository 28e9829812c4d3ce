/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import org.kuralink.itests.interop.client.PushModelConfigRequest;

/** A field channel configuration in the form in which a generated client sends it. */
final class FieldConfiguration {

  private FieldConfiguration() {}

  /** One that stops whatever there was. */
  static PushModelConfigRequest ofNothing() {
    return new PushModelConfigRequest()
        ._configuration("{\"modelList\":[],\"serverList\":[],\"deviceList\":[],\"tslList\":[]}");
  }
}
