/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of the updates; {@link OtaSettings} reads it. */
@ObjectClassDefinition(
    id = OtaConfig.PID,
    name = "Updates / 固件升级",
    description =
        "Updates: reports versions and carries out firmware updates (OTA) of this"
            + " gateway. / 固件升级：上报版本并执行本网关的固件升级（OTA）。")
@interface OtaConfig {

  /** The name of the component, its configuration and its form. */
  String PID = "org.kuralink.ota";

  /** The name (kura.service.pid) of the connection to use. */
  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the connection of this stack, or"
              + " the only one. / 连接的名称（kura.service.pid）；留空则使用本组或唯一的连接。")
  String connection() default "";

  /**
   * The running version, reported at each start. A version source or a finished update takes
   * precedence.
   */
  @AttributeDefinition(
      required = false,
      name = "Firmware version / 固件版本",
      description =
          "The running version; a version source or a finished update takes precedence. /"
              + " 当前运行的版本；版本来源服务和已完成的升级优先于此值。")
  String firmware_version() default "";

  /** Further modules as name=version, between semicolons. */
  @AttributeDefinition(
      required = false,
      name = "Versions of modules / 模块版本",
      description = "Further modules as name=version, between semicolons. / 其他模块，格式为 名称=版本，用分号分隔。")
  String module_versions() default "";

  /** Whether an order for an older version is carried out. */
  @AttributeDefinition(
      required = false,
      name = "Allow older versions / 允许降级",
      description = "Whether an order for an older version is carried out. / 是否执行较旧版本的升级指令。")
  boolean allow_downgrade() default false;

  /** The deployment hooks of Kura, by module or file type. */
  @AttributeDefinition(
      required = false,
      name = "Deployment hooks / 部署钩子",
      description =
          "Deployment hooks of Kura, one per line or separated by semicolons, as module or file"
              + " type, =, kura.service.pid of the hook. / Kura 部署钩子，每行一个或用分号分隔，"
              + "格式为 模块或文件类型=钩子的 kura.service.pid；模块优先。|TextArea")
  String hook_associations() default "";

  /** The properties passed to deployment hooks. */
  @AttributeDefinition(
      required = false,
      name = "Properties of deployment hooks / 部署钩子属性",
      description =
          "Properties for hooks, one per line or separated by semicolons: module or file type, a"
              + " colon, name=value. / 传给部署钩子的属性，每行一个或用分号分隔：模块或文件类型:名称=值。|TextArea")
  String hook_properties() default "";

  /**
   * 1 to 3600; how long a new version must stay healthy and online before the update is reported as
   * done.
   */
  @AttributeDefinition(
      required = false,
      name = "Health check time in seconds / 健康观察时长（秒）",
      min = "1",
      max = "3600",
      description =
          "1 to 3600; how long a new version must stay healthy and online before the update"
              + " is reported as done. / 1 到 3600；新版本须正常运行并保持会话这么久，才会上报升级成功。")
  int health_window_seconds() default 60;

  /** 1 to 86400; how much longer a new version may take before the former one is restored. */
  @AttributeDefinition(
      required = false,
      name = "Health check deadline in seconds / 健康等待时限（秒）",
      min = "1",
      max = "86400",
      description =
          "1 to 86400; how much longer a new version may take before the former one is"
              + " restored. / 1 到 86400；超过此时限仍不健康则恢复旧版本。")
  int health_deadline_seconds() default 600;

  /** 1 to 1048576; a larger file is refused. */
  @AttributeDefinition(
      required = false,
      name = "Largest file in MiB / 最大文件（MiB）",
      min = "1",
      max = "1048576",
      description = "1 to 1048576; a larger file is refused. / 1 到 1048576；超过此大小的文件被拒绝。")
  int max_size_megabytes() default 2048;

  /** Certificates in PEM that are trusted beside those that the connection trusts. */
  @AttributeDefinition(
      required = false,
      name = "CA certificates / CA 证书",
      description =
          "Root certificates in PEM, or the absolute name of a file of them, that downloads"
              + " trust besides those that the connection trusts. / PEM 格式的根证书，或存放根证书的文件的"
              + "绝对路径，下载时在连接所信任的证书之外受信任。|TextArea")
  String ca_certificate() default "";

  /** Whether a file may be fetched without TLS. A redirect from https never may. */
  @AttributeDefinition(
      required = false,
      name = "Allow plain HTTP / 允许明文 HTTP",
      description =
          "Whether a file may be fetched without TLS; a redirect from https to http is"
              + " always refused. / 是否允许不经 TLS 下载文件；从 https 重定向到 http 始终被拒绝。")
  boolean allow_http() default false;

  /** The accepted signers of deployment packages; empty: no signature is required. */
  @AttributeDefinition(
      required = false,
      name = "Signers of packages / 部署包签名者",
      description =
          "Certificates in PEM, or absolute names of files with them, of which one must have signed a"
              + " deployment package; empty: no signature is needed. /"
              + " PEM 格式的证书或证书文件的绝对路径，部署包须由其中一方签名；为空表示不要求签名。|TextArea")
  String package_signers() default "";

  /** 0 to 100; how many attempts in a row may fail. */
  @AttributeDefinition(
      required = false,
      name = "Retries of a download / 下载重试次数",
      min = "0",
      max = "100",
      description = "0 to 100; how many attempts in a row may fail. / 0 到 100；允许连续失败的次数。")
  int download_retries() default 8;

  /** 0 to 1048576; a slower transfer is aborted and retried. */
  @AttributeDefinition(
      required = false,
      name = "Minimum speed in bytes per second / 最低速度（字节每秒）",
      min = "0",
      max = "1048576",
      description =
          "0 to 1048576; a slower transfer is aborted and retried. / 0 到 1048576；"
              + "低于此速度的传输会被中断并重试。")
  int download_min_speed() default 1024;

  /** 1 to 600; also how long the server may send nothing. */
  @AttributeDefinition(
      required = false,
      name = "Window of the minimum speed in seconds / 速度统计时长（秒）",
      min = "1",
      max = "600",
      description =
          "1 to 600; also how long the server may send nothing. / 1 到 600；也是允许服务器无响应的最长时间。")
  int download_window_seconds() default 30;

  /** 1 to 10080. */
  @AttributeDefinition(
      required = false,
      name = "Time limit of a download in minutes / 下载总时限（分钟）",
      min = "1",
      max = "10080",
      description = "1 to 10080; for all attempts together. / 1 到 10080；所有下载尝试的总时限。")
  int download_limit_minutes() default 240;

  /** 0 to 3600. */
  @AttributeDefinition(
      required = false,
      name = "Seconds between percentages / 进度上报间隔（秒）",
      min = "0",
      max = "3600",
      description =
          "0 to 3600; the shortest time between two progress reports. / 0 到 3600；"
              + "两次下载进度上报之间的最短间隔。")
  int progress_interval_seconds() default 2;

  /** Modules that the command installs, between semicolons; empty means every one. */
  @AttributeDefinition(
      required = false,
      name = "Command: modules / 命令：模块",
      description =
          "Modules that the command installs, between semicolons; empty means every one."
              + " / 由命令安装的模块，用分号分隔；为空表示全部。")
  String command_modules() default "";

  /** File types that the command installs, between semicolons; empty means every one. */
  @AttributeDefinition(
      required = false,
      name = "Command: file types / 命令：文件类型",
      description =
          "File types that the command installs, between semicolons; empty means every"
              + " one. / 由命令安装的文件类型，用分号分隔；为空表示全部。")
  String command_file_types() default "";

  /** Absolute paths of the executables that the commands below may run, between semicolons. */
  @AttributeDefinition(
      required = false,
      name = "Command: allowed executables / 命令：允许的可执行文件",
      description =
          "Absolute paths of the executables that the commands below may run, between"
              + " semicolons. / 下列命令允许运行的可执行文件的绝对路径，用分号分隔。")
  String command_allowed() default "";

  /** Executable and arguments; {file} and {version} are replaced. No shell takes part. */
  @AttributeDefinition(
      required = false,
      name = "Command: install / 命令：安装",
      description =
          "Executable and arguments, in which {file} and {version} are replaced; no shell"
              + " takes part. / 可执行文件及参数，其中 {file} 和 {version} 会被替换；不经过 shell。")
  String command_install() default "";

  /**
   * Exit codes that mean: installed; runs after a restart. Between semicolons. 0 means that the new
   * version runs.
   */
  @AttributeDefinition(
      required = false,
      name = "Command: exit codes for a restart / 命令：需重启的退出码",
      description =
          "Exit codes between semicolons that mean: installed, runs after a restart; 0"
              + " means: the new version runs already. / 表示已安装、重启后生效的退出码，用分号分隔；0 表示新版本已在运行。")
  String command_restart_codes() default "";

  /** Restarts into the new version. */
  @AttributeDefinition(
      required = false,
      name = "Command: restart / 命令：重启",
      description = "Restarts into the new version. / 重启进入新版本。")
  String command_restart() default "";

  /** Prints the running version; needed with exit codes for a restart. */
  @AttributeDefinition(
      required = false,
      name = "Command: version / 命令：版本",
      description =
          "Prints the running version; needed with exit codes for a restart. /"
              + " 打印当前运行的版本；配置了需重启的退出码时必填。")
  String command_version() default "";

  /** Makes the new version permanent. */
  @AttributeDefinition(
      required = false,
      name = "Command: commit / 命令：确认",
      description = "Makes the new version permanent. / 将新版本确认为永久版本。")
  String command_commit() default "";

  /** Restores the former version. */
  @AttributeDefinition(
      required = false,
      name = "Command: roll back / 命令：回滚",
      description = "Restores the former version. / 恢复旧版本。")
  String command_rollback() default "";

  /** 1 to 86400; a command that takes longer is terminated. */
  @AttributeDefinition(
      required = false,
      name = "Command: time limit in seconds / 命令：时限（秒）",
      min = "1",
      max = "86400",
      description = "1 to 86400; a command that takes longer is terminated. / 1 到 86400；超时的命令会被终止。")
  int command_timeout_seconds() default 1800;
}
