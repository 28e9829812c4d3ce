/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.deployment.hook;

import java.util.Map;
import org.eclipse.kura.KuraException;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes part in the download and installation of a file; an exception aborts what follows. */
@ConsumerType
public interface DeploymentHook {

  /** Before the file is fetched. */
  void preDownload(RequestContext context, Map<String, Object> properties) throws KuraException;

  /** When the file has been fetched and verified. */
  void postDownload(RequestContext context, Map<String, Object> properties) throws KuraException;

  /** When the file has been installed. */
  void postInstall(RequestContext context, Map<String, Object> properties) throws KuraException;
}
